// Take some parties out of a set. Writes.
// Returns: id = each party they hold that is in the set by a later round than theirs, and may have been so through them.
// Called by service/incremental.py.
:param ids => ["GB-COH:01126618"];
:param label => "Restricted";
:param round => "restricted_round";
UNWIND $ids AS id
MATCH (y:Party {id: id})
USING INDEX y:Party(id)
WITH y, y[$round] AS old
REMOVE y:$($label)
SET y[$round] = null
WITH collect({party: y, old: old}) AS left
UNWIND left AS one
WITH one.party AS y, one.old AS old
MATCH (y)-[:HOLDS]->(z:Company|Joint)
WHERE z[$round] > old
RETURN DISTINCT z.id AS id;
