// Gives the claims whose subject (or head) was stated by one of these identifiers to the other party. Writes.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param identifiers => ["LEI:2"];
MATCH (other:Party)-[r:INTEREST|PAST_INTEREST|BRANCH_OF|PAST_BRANCH_OF]->(p:Party {id: $from})
WHERE r.subject_key IN $identifiers
WITH r, other, type(r) AS kind, properties(r) AS properties
MATCH (q:Party {id: $to})
DELETE r
WITH q, other, kind, properties
CREATE (other)-[moved:$(kind)]->(q)
SET moved = properties;
