// One round of the cleared set: companies in a supported seat that parties outside the set cannot own or control. Writes.
// Looked at are all companies in round 1, and then those that the last round's parties hold. One enters if its seat is
// supported (or the policy has no seats), it is not possible, hard control is not with a holder outside nor with somebody
// unknown, and on every counted metric with a statement what holders outside may hold does not pass.
// Returns: entered = how many companies entered in round $k, at most $most: then it is asked again. 0 ends the fixpoint.
// Called by service/marks.py (verification, evaluation and simulation only: the cleared set is not kept).
:param scope => "Party";
:param standing => "standing";
:param standings => ["supported"];
:param possible_round => "possible_round";
:param rest_cleared => "rest_cleared";
:param stated => "stated";
:param label => "Cleared";
:param round => "cleared_round";
:param k => 1;
:param least => 500000000001;
:param whole => 1000000000000;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", high: "shares_high", open: "shares_open", blind: "shares_blind", declared_high: "shares_declared_high"}];
:param hard => ["board_majority", "consolidation"];
:param consolidated => true;
:param most => 100000;
CALL () {
  WITH 1 AS first
  WHERE $k = 1
  MATCH (y:$($scope))
  RETURN y
  UNION
  MATCH (f:$($label))
  WHERE $k > 1 AND f[$round] = $k - 1
  MATCH (f)-[:HOLDS]->(y:Party)
  RETURN y
}
WITH y
WHERE (y:Company OR y:Joint) AND y[$standing] IN $standings AND y[$possible_round] IS NULL AND y[$round] IS NULL
CALL (y) {
  OPTIONAL MATCH (h:Party)-[e:HOLDS]->(y)
  WITH y, e, coalesce(h[$round] < $k, false) AS inside
  UNWIND $metrics AS metric
  WITH metric,
       metric.name IN coalesce(y[$stated], []) AS stated,
       metric.name IN coalesce(y[$rest_cleared], []) AS rest_cleared,
       sum(CASE WHEN inside THEN coalesce(e[metric.low], 0) ELSE 0 END)
         + max(CASE WHEN inside THEN coalesce(e[metric.unknown], 0) ELSE 0 END) AS known,
       sum(coalesce(e[metric.open], 0) + CASE
         WHEN inside OR coalesce(e[metric.high], 0) < coalesce(e[metric.blind], 0) THEN coalesce(e[metric.blind], 0)
         ELSE coalesce(e[metric.high], 0)
       END) AS added,
       max(CASE WHEN inside THEN 0 ELSE coalesce(e[metric.declared_high], 0) END) AS declared,
       max(CASE
         WHEN any(right IN e.blocking WHERE right IN $hard) THEN 1
         WHEN NOT inside AND any(right IN e.rights WHERE right IN $hard) THEN 1
         WHEN NOT inside AND any(right IN e.weak_rights WHERE right IN $hard) THEN 1
         ELSE 0
       END) AS controlled,
       max(CASE WHEN inside AND "consolidation" IN e.rights THEN 1 ELSE 0 END) AS by_cleared
  WITH stated, rest_cleared, controlled, by_cleared, known,
       CASE WHEN declared > added THEN declared ELSE added END AS outside
  WITH stated, rest_cleared, controlled, by_cleared,
       CASE
         WHEN known >= $whole THEN 0
         WHEN rest_cleared AND outside < $whole - known THEN outside
         ELSE $whole - known
       END AS may_hold
  RETURN max(controlled) AS controlled,
         max(by_cleared) AS by_cleared,
         sum(CASE WHEN stated THEN 1 ELSE 0 END) AS metrics_stated,
         sum(CASE WHEN stated AND may_hold >= $least THEN 1 ELSE 0 END) AS passing,
         max(CASE WHEN rest_cleared THEN 1 ELSE 0 END) AS rest_cleared
}
WITH y, controlled, by_cleared, metrics_stated, passing, rest_cleared
WHERE controlled = 0 AND passing = 0
  AND (metrics_stated > 0 OR rest_cleared = 1 OR ($consolidated AND by_cleared = 1))
WITH y
LIMIT $most
SET y:$($label), y[$round] = $k
RETURN count(y) AS entered;
