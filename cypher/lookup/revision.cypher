// When a revision of the graph was: from the instant of its newest change until the first one after it.
// Returns one row: since (null before the first change), until (null at the newest), head.
// Called by service/replay.py.
:param revision => 7;
MATCH (c:Clock {id: "graph"})
RETURN c.rev AS head,
       COLLECT { MATCH (s:Change) WHERE s.seq <= $revision RETURN s.at ORDER BY s.seq DESC LIMIT 1 }[0] AS since,
       COLLECT { MATCH (s:Change) WHERE s.seq > $revision RETURN s.at ORDER BY s.seq LIMIT 1 }[0] AS until;
