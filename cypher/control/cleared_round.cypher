// One round of the cleared set: companies in a supported seat that parties outside the set cannot own or control. Writes.
// Every company that may still clear is looked at again: seats supported (or the policy has none), not possible, no hard
// control by a holder outside or for somebody unknown, and on every counted metric with a statement what holders outside may hold does not pass.
// Returns: entered = how many companies entered in round $k. Idempotent; 0 ends the fixpoint.
// Called by service/marks.py (verification and evaluation only: the cleared set is not kept).
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
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", high: "shares_high", open: "shares_open", blind: "shares_blind"}];
:param hard => ["board_majority", "consolidation"];
:param consolidated => true;
MATCH (y:$($scope))
WHERE (y:Company OR y:Joint) AND y[$standing] IN $standings AND y[$possible_round] IS NULL AND y[$round] IS NULL
OPTIONAL MATCH (h:Party)-[e:HOLDS]->(y)
WITH y, e, coalesce(h[$round] < $k, false) AS inside
UNWIND $metrics AS metric
WITH y, metric,
     metric.name IN coalesce(y[$stated], []) AS stated,
     metric.name IN coalesce(y[$rest_cleared], []) AS rest_cleared,
     sum(CASE WHEN inside THEN coalesce(e[metric.low], 0) ELSE 0 END)
       + max(CASE WHEN inside THEN coalesce(e[metric.unknown], 0) ELSE 0 END) AS known,
     sum(coalesce(e[metric.open], 0) + CASE
       WHEN inside OR coalesce(e[metric.high], 0) < coalesce(e[metric.blind], 0) THEN coalesce(e[metric.blind], 0)
       ELSE coalesce(e[metric.high], 0)
     END) AS outside,
     max(CASE
       WHEN any(right IN e.blocking WHERE right IN $hard) THEN 1
       WHEN NOT inside AND any(right IN e.rights + e.weak_rights WHERE right IN $hard) THEN 1
       ELSE 0
     END) AS controlled,
     max(CASE WHEN inside AND "consolidation" IN e.rights THEN 1 ELSE 0 END) AS by_cleared
WITH y, stated, rest_cleared, controlled, by_cleared,
     CASE
       WHEN known >= $whole THEN 0
       WHEN rest_cleared AND outside < $whole - known THEN outside
       ELSE $whole - known
     END AS may_hold
WITH y,
     max(controlled) AS controlled,
     max(by_cleared) AS by_cleared,
     sum(CASE WHEN stated THEN 1 ELSE 0 END) AS metrics_stated,
     sum(CASE WHEN stated AND may_hold >= $least THEN 1 ELSE 0 END) AS passing,
     max(CASE WHEN rest_cleared THEN 1 ELSE 0 END) AS rest_cleared
WHERE controlled = 0 AND passing = 0
  AND (metrics_stated > 0 OR rest_cleared = 1 OR ($consolidated AND by_cleared = 1))
SET y:$($label), y[$round] = $k
RETURN count(y) AS entered;
