// One candidate, its newest version: its own properties, and one and other (ids).
// Called by service/decisions.py.
:param key => "0123456789abcdef";
MATCH (one:Party)-[r:POSSIBLY_SAME_AS {key: $key}]->(other:Party)
USING INDEX r:POSSIBLY_SAME_AS(key)
RETURN r {.*} AS candidate, one.id AS one, other.id AS other
ORDER BY candidate.recorded_from DESC
LIMIT 1;
