// Take the write lock of the mark, so that one worker derives at a time, and read how far it has come. Writes.
// Returns one row: through.
// Called by service/consolidation.py and service/verify.py as the first statement of their transactions.
:param at => datetime("2025-10-01T00:00:00Z");
MATCH (m:Mark {id: "graph"})
SET m.locked_at = $at
RETURN m.through AS through;
