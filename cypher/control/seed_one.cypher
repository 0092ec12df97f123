// Start a set from one party. Writes.
// Returns: entered = 1, or 0 if there is no such party.
// Called by service/marks.py for policies that test each holder alone.
:param id => "GB-COH:01126618";
:param label => "Alone";
:param round => "alone_round";
MATCH (p:Party {id: $id})
SET p:$($label), p[$round] = 0
RETURN count(p) AS entered;
