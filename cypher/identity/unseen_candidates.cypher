// Some open candidates that a run has not found, and that no person has confirmed: key.
// Called by service/candidates.py.
:param run => "r";
:param limit => 1000;
MATCH ()-[r:POSSIBLY_SAME_AS {status: 'open'}]->()
USING INDEX r:POSSIBLY_SAME_AS(status)
WHERE (r.run IS NULL OR r.run <> $run) AND r.confirmed_by IS NULL
RETURN r.key AS key
LIMIT $limit;
