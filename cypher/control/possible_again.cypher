// In which round do some parties belong to the possible set, by what the graph holds now? Reads only.
// With $own: is a member's own round still good? Else: is there an earlier round than its own, or any for a party outside?
// A round k is good if what holders of rounds before k may hold passes, as in control/possible_round. Round 0 are the
// seeds and, where $certain_round names it, the certain set.
// Returns one row per party that is there: id, old (its round, or null), best (the good round, or null).
// Called by service/incremental.py.
:param ids => ["GB-COH:01126618"];
:param own => true;
:param standing => "standing";
:param standings => ["possible"];
:param certain_round => "restricted_round";
:param round => "possible_round";
:param rest_cleared => "rest_cleared";
:param least => 500000000001;
:param whole => 1000000000000;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", high: "shares_high", open: "shares_open", declared_high: "shares_declared_high"}];
:param rights => ["board_majority", "veto"];
UNWIND $ids AS id
MATCH (y:Party {id: id})
USING INDEX y:Party(id)
WITH id, y, y[$round] AS old, coalesce(y[$standing] IN $standings, false) OR y[$certain_round] IS NOT NULL AS seed
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
RETURN id, old, CASE WHEN seed THEN 0 ELSE passed END AS best;
