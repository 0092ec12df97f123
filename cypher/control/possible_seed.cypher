// Let everybody certain into the possible set, at round 0. Writes.
// Returns: entered = how many parties were marked.
// Called by service/marks.py.
:param certain => "Restricted";
:param label => "Possible";
:param round => "possible_round";
MATCH (p:$($certain))
SET p:$($label), p[$round] = 0
RETURN count(p) AS entered;
