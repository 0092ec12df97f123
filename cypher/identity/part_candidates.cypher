// Gives what was said of the likeness of these identifiers' parties to the other party. Writes.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param identifiers => ["LEI:2"];
MATCH (p:Party {id: $from})-[r:POSSIBLY_SAME_AS]-(other:Party)
WHERE any(id IN r.parties WHERE id IN $identifiers)
WITH r, other, properties(r) AS properties
MATCH (q:Party {id: $to})
DELETE r
WITH q, other, properties
WHERE other <> q
CREATE (q)-[moved:POSSIBLY_SAME_AS]->(other)
SET moved = properties;
