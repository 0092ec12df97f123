// Some waves of mending the possible set: each looks at the waiting, and lets what they hold wait for the next. Writes.
// With $own a member leaves when its own round is not good any more; else whoever can enters, or moves to an earlier round.
// A round k is good if what holders of rounds before k may hold passes, as in control/possible_round. Round 0 are the
// possible seeds and the certain set.
// Returns for each wave in order: wave, moved = ids of those that left, entered or moved. None: nobody waits any more.
// Called by service/incremental.py.
:param own => true;
:param waves => [1, 2];
:param standing => "standing";
:param standings => ["possible"];
:param certain_round => "restricted_round";
:param label => "Possible";
:param round => "possible_round";
:param rest_cleared => "rest_cleared";
:param least => 500000000001;
:param whole => 1000000000000;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", high: "shares_high", open: "shares_open", declared_high: "shares_declared_high"}];
:param rights => ["board_majority", "veto"];
UNWIND $waves AS wave
CALL (wave) {
  MATCH (y:Waiting)
  REMOVE y:Waiting
  WITH collect(y) AS waiting
  UNWIND waiting AS y
  WITH y, y[$round] AS old, coalesce(y[$standing] IN $standings, false) OR y[$certain_round] IS NOT NULL AS seed
  CALL (y, old) {
    MATCH (h:Party)-[e:HOLDS]->(y)
    WHERE y:Company OR y:Joint
    WITH y, old, collect(e) AS holdings, collect(DISTINCT h[$round] + 1) AS rounds
    UNWIND CASE WHEN $own THEN [old] ELSE [k IN rounds WHERE old IS NULL OR k < old] END AS k
    UNWIND $metrics AS metric
    UNWIND holdings AS e
    WITH y, k, metric, e, coalesce(startNode(e)[$round] < k, false) AS inside
    WITH y, k, metric,
         sum(CASE WHEN inside THEN 0 ELSE coalesce(e[metric.low], 0) END)
           + max(CASE WHEN inside THEN 0 ELSE coalesce(e[metric.unknown], 0) END) AS others,
         sum(CASE WHEN inside THEN coalesce(e[metric.high], 0) ELSE 0 END) AS highs,
         sum(coalesce(e[metric.open], 0)) AS undisclosed,
         max(CASE WHEN inside THEN coalesce(e[metric.declared_high], 0) ELSE 0 END) AS declared,
         max(CASE WHEN inside AND (any(right IN e.rights WHERE right IN $rights)
                                   OR any(right IN e.weak_rights WHERE right IN $rights)) THEN 1 ELSE 0 END) AS control
    WITH k, highs, declared, control,
         CASE
           WHEN others >= $whole THEN 0
           WHEN metric.name IN coalesce(y[$rest_cleared], []) AND highs + undisclosed < $whole - others
             THEN highs + undisclosed
           ELSE $whole - others
         END AS may_hold
    WHERE control = 1 OR declared >= $least OR (highs > 0 AND may_hold >= $least)
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
