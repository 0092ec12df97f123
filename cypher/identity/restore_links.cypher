// Takes back what kept a party from its own identifiers, after a person has joined what was parted. Writes.
// A record's statement that had been rejected identifies the party again.
// Called by service/joining.py.
:param id => "LEI:1";
MATCH (p:Party {id: $id})-[n:NOT_IDENTIFIED_BY]->(d:Identifier)<-[:IDENTIFIED_BY]-(p)
WITH DISTINCT p, n, d, properties(n) AS properties
DELETE n
WITH p, d, properties
WHERE properties.key IS NOT NULL
CREATE (p)-[i:IDENTIFIED_BY]->(d)
SET i = properties, i.parted_by = null, i.parted_reason = null, i.parted_at = null;
