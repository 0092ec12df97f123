// Gives the stored determinations of what became part of a party back to it. Writes.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param determinations => ["d1"];
UNWIND $determinations AS id
MATCH (p:Party {id: $from})-[r:DETERMINED]->(d:Determination {id: id})
DELETE r
WITH d
MATCH (q:Party {id: $to})
CREATE (q)-[:DETERMINED]->(d);
