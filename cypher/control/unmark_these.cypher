// Take some parties out of a set. Writes.
// Returns one row: unmarked.
// Called by service/incremental.py for policies that test each holder alone.
:param ids => ["GB-COH:01126618"];
:param label => "Restricted";
:param round => "restricted_round";
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
REMOVE p:$($label)
SET p[$round] = null
RETURN count(p) AS unmarked;
