// Take the rounds of a set off all parties, also off those that have lost the label. Writes.
// Returns: forgotten = how many parties carried one.
// Called by service/consolidation.py before everything is marked anew.
:param round => "restricted_round";
MATCH (p:Party)
WHERE p[$round] IS NOT NULL
SET p[$round] = null
RETURN count(p) AS forgotten;
