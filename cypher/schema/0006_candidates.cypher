// Pairs of parties that may be one are found by their id, and those that wait for a person by their status.
CREATE INDEX possibly_same_as_key IF NOT EXISTS FOR ()-[r:POSSIBLY_SAME_AS]-() ON (r.key);

CREATE INDEX possibly_same_as_status IF NOT EXISTS FOR ()-[r:POSSIBLY_SAME_AS]-() ON (r.status);
