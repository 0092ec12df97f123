// The ids of all parties in order, a page at a time.
// Returns: id; at most $limit, all greater than $after.
// Called by service/consolidation.py (rebuild) and service/verify.py.
:param after => "";
:param limit => 2000;
MATCH (p:Party)
WHERE p.id > $after
RETURN p.id AS id
ORDER BY id
LIMIT $limit;
