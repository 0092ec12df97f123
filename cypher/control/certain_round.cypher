// Some rounds of the certain set, one after the other: who is majority-owned or controlled by parties of earlier rounds.
// Writes.
// Candidates are what the last round's parties hold. A candidate enters when, on one counted metric, the lows of its
// holders of earlier rounds pass together (direct ones add up, of unknown directness only the largest counts), when one
// declared indirect or total low passes, or when such a holder has a hard right that counts.
// $metrics names the properties of HOLDS for each counted metric; $least is the fewest trillionths that pass.
// Returns for each round in order: k, entered = how many companies entered. Idempotent; 0 ends the fixpoint.
// Called by service/marks.py.
:param label => "Restricted";
:param round => "restricted_round";
:param rounds => [1, 2];
:param least => 500000000001;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", declared_low: "shares_declared_low"}];
:param hard => ["board_majority", "consolidation"];
UNWIND $rounds AS k
CALL (k) {
  MATCH (f:$($label))
  WHERE f[$round] = k - 1
  MATCH (f)-[:HOLDS]->(y:Company|Joint)
  WHERE y[$round] IS NULL
  WITH DISTINCT y
  MATCH (h:Party)-[e:HOLDS]->(y)
  WHERE h[$round] < k
  UNWIND $metrics AS metric
  WITH y, metric,
       sum(coalesce(e[metric.low], 0)) + max(coalesce(e[metric.unknown], 0)) AS lows,
       max(coalesce(e[metric.declared_low], 0)) AS declared,
       max(CASE WHEN any(right IN e.rights WHERE right IN $hard) THEN 1 ELSE 0 END) AS control
  WHERE lows >= $least OR declared >= $least OR control = 1
  WITH DISTINCT y
  SET y:$($label), y[$round] = k
  RETURN count(y) AS entered
}
RETURN k, entered
ORDER BY k;
