// Say how far derivation has come: consolidated up to one change, and everything derived up to another. Writes.
// Returns one row: through.
// Called by service/consolidation.py as the last statement of its transaction.
:param consolidated => 7;
:param through => 7;
MATCH (m:Mark {id: "graph"})
SET m.consolidated = $consolidated, m.through = $through
RETURN m.through AS through;
