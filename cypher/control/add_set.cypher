// Let the members of one set into another, each with its own round or with round 0, if that is earlier. Writes.
// $source_round is null for round 0. Returns: entered = how many members there were.
// Called by service/marks.py.
:param source => "Restricted";
:param source_round => "restricted_round";
:param label => "Possible";
:param round => "possible_round";
MATCH (p:$($source))
WITH p, CASE WHEN $source_round IS NULL THEN 0 ELSE p[$source_round] END AS number
WITH p, CASE WHEN p[$round] < number THEN p[$round] ELSE number END AS number
SET p:$($label), p[$round] = number
RETURN count(p) AS entered;
