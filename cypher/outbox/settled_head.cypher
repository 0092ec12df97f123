// The newest revision of which every fact is visible. Its transaction is rolled back.
// A commit becomes visible piece by piece, its revision perhaps before its claims; who commits holds the clock's lock until
// all of it is applied, so whoever gets the lock sees whole commits only.
// Returns one row: head, through, epoch.
// Called around what must not mix two revisions: service/determine.py, service/consolidation.py.
MATCH (c:Clock {id: "graph"})
SET c.read = true
WITH c
MATCH (m:Mark {id: "graph"})
RETURN c.rev AS head, m.through AS through, c.epoch AS epoch;
