// Gives the notices whose subject was stated by one of these identifiers to the other party. Writes.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param identifiers => ["LEI:2"];
MATCH (p:Party {id: $from})-[r:NOTICE|PAST_NOTICE]->(s:Source)
WHERE r.subject_key IN $identifiers
WITH r, s, type(r) AS kind, properties(r) AS properties
MATCH (q:Party {id: $to})
DELETE r
WITH q, s, kind, properties
CREATE (q)-[moved:$(kind)]->(s)
SET moved = properties;
