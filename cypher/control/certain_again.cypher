// Some waves of mending the certain set: each looks at the waiting, and lets what they hold wait for the next. Writes.
// With $own a member leaves when its own round is not good any more; else whoever can enters, or moves to an earlier round.
// A round k is good if holders of rounds before k pass together, as in control/certain_round. Seeds belong to round 0.
// Returns for each wave in order: wave, moved = ids of those that left, entered or moved. None: nobody waits any more.
// Called by service/incremental.py.
:param own => true;
:param waves => [1, 2];
:param standing => "standing";
:param standings => ["restricted"];
:param label => "Restricted";
:param round => "restricted_round";
:param least => 500000000001;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", declared_low: "shares_declared_low"}];
:param hard => ["board_majority", "consolidation"];
UNWIND $waves AS wave
CALL (wave) {
  MATCH (y:Waiting)
  REMOVE y:Waiting
  WITH collect(y) AS waiting
  UNWIND waiting AS y
  WITH y, y[$round] AS old, coalesce(y[$standing] IN $standings, false) AS seed
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
  WITH y, old, CASE WHEN seed THEN 0 ELSE passed END AS best
  WHERE CASE WHEN $own THEN old IS NOT NULL AND best IS NULL ELSE best < coalesce(old, best + 1) END
  SET y[$round] = best
  FOREACH (_ IN CASE WHEN best IS NULL THEN [1] ELSE [] END | REMOVE y:$($label))
  FOREACH (_ IN CASE WHEN best IS NULL THEN [] ELSE [1] END | SET y:$($label))
  WITH collect({party: y, old: old, best: best}) AS moved
  CALL (moved) {
    UNWIND moved AS one
    WITH one.party AS y, one.old AS old, one.best AS best
    MATCH (y)-[:HOLDS]->(z:Company|Joint)
    WHERE CASE WHEN $own THEN z[$round] > old ELSE best + 1 < coalesce(z[$round], best + 2) END
    SET z:Waiting
  }
  RETURN [one IN moved | one.party.id] AS moved
}
RETURN wave, moved
ORDER BY wave;
