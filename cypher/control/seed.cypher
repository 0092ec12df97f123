// Mark the parties from which a set starts: round 0 of the certain or possible set. Writes.
// Returns: entered = how many parties were marked.
// Called by service/marks.py; service/determination/fixpoints.py says the same in Python.
:param seeds => "Seed";
:param standing => "standing";
:param standings => ["restricted"];
:param label => "Restricted";
:param round => "restricted_round";
MATCH (p:$($seeds))
WHERE p[$standing] IN $standings
SET p:$($label), p[$round] = 0
RETURN count(p) AS entered;
