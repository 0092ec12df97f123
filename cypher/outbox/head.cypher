// How far the graph has come: its newest revision, the one up to which everything is derived, and its epoch.
// Returns one row: head, through, epoch.
// Called by everything that reads at a revision.
MATCH (c:Clock {id: "graph"})
MATCH (m:Mark {id: "graph"})
RETURN c.rev AS head, m.through AS through, c.epoch AS epoch;
