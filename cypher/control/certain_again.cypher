// In which round do some parties belong to the certain set, by what the graph holds now? Reads only.
// With $own: is a member's own round still good? Else: is there an earlier round than its own, or any for a party outside?
// A round k is good if holders of rounds before k pass together, as in control/certain_round. Seeds belong to round 0.
// Returns one row per party that is there: id, old (its round, or null), best (the good round, or null).
// Called by service/incremental.py.
:param ids => ["GB-COH:01126618"];
:param own => true;
:param standing => "standing";
:param standings => ["restricted"];
:param round => "restricted_round";
:param least => 500000000001;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", declared_low: "shares_declared_low"}];
:param hard => ["board_majority", "consolidation"];
UNWIND $ids AS id
MATCH (y:Party {id: id})
USING INDEX y:Party(id)
WITH id, y, y[$round] AS old, coalesce(y[$standing] IN $standings, false) AS seed
CALL (y, old) {
  MATCH (h:Party)-[e:HOLDS]->(y)
  WHERE (y:Company OR y:Joint) AND h[$round] IS NOT NULL
  WITH old, collect(e) AS holdings, collect(DISTINCT h[$round] + 1) AS rounds
  UNWIND CASE WHEN $own THEN [old] ELSE [k IN rounds WHERE old IS NULL OR k < old] END AS k
  UNWIND $metrics AS metric
  UNWIND holdings AS e
  WITH k, metric, e
  WHERE startNode(e)[$round] < k
  WITH k, metric,
       sum(coalesce(e[metric.low], 0)) + max(coalesce(e[metric.unknown], 0)) AS lows,
       max(coalesce(e[metric.declared_low], 0)) AS declared,
       max(CASE WHEN any(right IN e.rights WHERE right IN $hard) THEN 1 ELSE 0 END) AS control
  WHERE lows >= $least OR declared >= $least OR control = 1
  RETURN min(k) AS passed
}
RETURN id, old, CASE WHEN seed THEN 0 ELSE passed END AS best;
