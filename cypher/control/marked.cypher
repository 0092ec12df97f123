// The members of one set: every marked party and the round in which it entered.
// Returns: id, round.
// Called by service/marks.py.
:param label => "Restricted";
:param round => "restricted_round";
MATCH (p:$($label))
RETURN p.id AS id, p[$round] AS round;
