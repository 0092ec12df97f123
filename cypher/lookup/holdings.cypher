// In whom a party holds something: the effective holding where it is derived, and the claims that sources make now.
// Returns one row per subject: party in short, holding (null if none is derived), claims; at most $limit, largest first.
// Called by service/lookups.py.
:param id => "GB-COH:01126618";
:param limit => 1000;
MATCH (p:Party {id: $id})-[:HOLDS|INTEREST]->(y:Party)
WHERE y.kind <> "joint"
WITH DISTINCT p, y
OPTIONAL MATCH (p)-[e:HOLDS]->(y)
WITH y, e, COLLECT { MATCH (p)-[i:INTEREST]->(y) RETURN i {.*} } AS claims
ORDER BY coalesce(e.shares_low, 0) + coalesce(e.shares_unknown, 0) DESC, coalesce(e.shares_high, 0) DESC, y.name, y.id
LIMIT $limit
RETURN y.id AS id, y.name AS name, y.kind AS kind, y.dissolved_on AS dissolved_on, labels(y) AS labels,
       COLLECT {
         MATCH (y)-[s:SEATED_IN]->(j:Jurisdiction)
         WHERE s.recorded_to IS NULL
         RETURN s {.kind, .valid_from, .valid_to, jurisdiction: j.code}
       } AS seats,
       e {.*} AS holding, claims;
