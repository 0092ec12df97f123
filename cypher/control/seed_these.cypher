// Mark those among some parties that belong to a set by themselves: seeds, and members of the certain set. Writes.
// $certain_round is null for the certain set itself.
// Returns one row: entered.
// Called by service/incremental.py for policies that test each holder alone.
:param ids => ["GB-COH:01126618"];
:param standing => "standing";
:param standings => ["possible"];
:param certain_round => "restricted_round";
:param label => "Possible";
:param round => "possible_round";
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
WHERE p[$standing] IN $standings OR p[$certain_round] IS NOT NULL
SET p:$($label), p[$round] = 0
RETURN count(p) AS entered;
