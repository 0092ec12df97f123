// Take everything that a simulation wrote off all parties, in transactions of its own. Writes.
// Returns one row: swept = how many parties carried any of it.
// Called by service/simulation.py before and after. The names come from there, never from a caller.
:param properties => ["Simulated_standing", "Simulated_restricted_round"];
:param labels => ["SimulatedRestricted"];
:param nothing => {Simulated_standing: null, Simulated_restricted_round: null};
MATCH (p:Party)
WHERE any(name IN $properties WHERE p[name] IS NOT NULL)
CALL (p) {
  REMOVE p:$($labels)
  SET p += $nothing
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(p) AS swept;
