// Say how far derivation has come: everything up to one change. Writes.
// Returns one row: through.
// Called by service/consolidation.py as the last statement of its transaction.
:param through => 7;
MATCH (m:Mark {id: "graph"})
SET m.through = $through, m.consolidated = null
RETURN m.through AS through;
