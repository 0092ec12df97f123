// Take the lock that lets one simulation run at a time; it is held until the transaction ends, however that comes. Writes.
// Returns one row: id.
// Called by service/simulation.py.
:param at => datetime("2025-10-01T00:00:00Z");
MERGE (l:Lock {id: "simulation"})
SET l.at = $at
RETURN l.id AS id;
