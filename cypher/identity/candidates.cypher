// Pairs of parties that may be one, the likeliest first: their own properties, and one and other (ids).
// Called by service/decisions.py.
:param status => "open";
:param least => 0;
:param after => 0;
:param limit => 100;
MATCH (one:Party)-[r:POSSIBLY_SAME_AS {status: $status}]->(other:Party)
USING INDEX r:POSSIBLY_SAME_AS(status)
WHERE r.score >= $least
WITH r, one, other
ORDER BY r.score DESC, r.key, r.recorded_from
SKIP $after
LIMIT $limit
RETURN r {.*} AS candidate, one.id AS one, other.id AS other;
