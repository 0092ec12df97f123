// Mark who is cleared by itself: persons, designated parties and supported states that are not possible. Writes.
// Returns: entered = how many parties were marked, at most $most: then it is asked again.
// Called by service/marks.py (verification, evaluation and simulation only: the cleared set is not kept).
:param scope => "Party";
:param standing => "standing";
:param possible_round => "possible_round";
:param label => "Cleared";
:param round => "cleared_round";
:param most => 100000;
MATCH (p:$($scope))
WHERE p[$possible_round] IS NULL AND p[$round] IS NULL
  AND (p:Person OR p[$standing] = "cleared" OR (p:State AND p[$standing] = "supported"))
WITH p
LIMIT $most
SET p:$($label), p[$round] = 0
RETURN count(p) AS entered;
