// The ids of all parties in order, a page at a time; joint holders are derived and no parties.
// Returns: id; at most $limit, all greater than $after.
// Called by service/consolidation.py (rebuild), service/simulation.py and service/verify.py.
:param after => "";
:param limit => 2000;
MATCH (p:Party)
WHERE p.id > $after AND NOT p:Joint
RETURN p.id AS id
ORDER BY id
LIMIT $limit;
