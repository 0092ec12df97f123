// Mark the parties from which a set starts: round 0 of the certain or possible set. Writes.
// Returns: entered = how many parties were marked.
// $scope is the label of the parties looked at: all of the graph, or those of one evaluation.
// Called by service/marks.py; service/determination/fixpoints.py says the same in Python.
:param scope => "Party";
:param standing => "standing";
:param standings => ["restricted"];
:param label => "Restricted";
:param round => "restricted_round";
MATCH (p:$($scope))
WHERE p[$standing] IN $standings
SET p:$($label), p[$round] = 0
RETURN count(p) AS entered;
