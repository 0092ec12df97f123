// Gives statements of who a party is to the other party, by their keys. Writes.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param keys => ["gleif:1#LEI:2"];
UNWIND $keys AS key
MATCH (p:Party {id: $from})-[i:IDENTIFIED_BY {key: key}]->(d:Identifier)
USING INDEX i:IDENTIFIED_BY(key)
WITH i, d, properties(i) AS properties
MATCH (q:Party {id: $to})
USING INDEX q:Party(id)
DELETE i
WITH q, d, properties
CREATE (q)-[moved:IDENTIFIED_BY]->(d)
SET moved = properties;
