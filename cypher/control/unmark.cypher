// Take a policy's marks off the parties that carry them. Writes.
// Returns: unmarked = how many parties lost a mark.
// Called by service/marks.py before a set is derived anew. The names come from service/marks.py, never from a caller.
:param label => "Restricted";
:param round => "restricted_round";
MATCH (p:$($label))
REMOVE p:$($label)
SET p[$round] = null
RETURN count(p) AS unmarked;
