// Takes candidates out of what is open: superseded by another likeness, or no longer alike. Writes.
// One that a person has confirmed waits for the second one whatever is found.
// Returns one row each: one, other (ids).
// Called by service/candidates.py.
:param keys => ["0123456789abcdef"];
:param at => datetime();
UNWIND $keys AS key
MATCH (one:Party)-[r:POSSIBLY_SAME_AS {key: key}]->(other:Party)
USING INDEX r:POSSIBLY_SAME_AS(key)
WHERE r.status = 'open' AND r.confirmed_by IS NULL
SET r.status = 'gone', r.recorded_to = $at, r.closed = 'superseded'
RETURN one.id AS one, other.id AS other;
