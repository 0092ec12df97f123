// Gives the claims whose holder (or branch) was stated by one of these identifiers to the other party. Writes.
// Run before those on it: a claim of the party on itself has both its ends looked at.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param identifiers => ["LEI:2"];
MATCH (p:Party {id: $from})-[r:INTEREST|PAST_INTEREST|BRANCH_OF|PAST_BRANCH_OF]->(other:Party)
WHERE r.holder_key IN $identifiers
WITH r, other, type(r) AS kind, properties(r) AS properties
MATCH (q:Party {id: $to})
DELETE r
WITH q, other, kind, properties
CREATE (q)-[moved:$(kind)]->(other)
SET moved = properties;
