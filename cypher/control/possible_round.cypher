// Some rounds of the possible set, one after the other: whom parties of earlier rounds may own by majority, or may control.
// Writes.
// What they may hold is all that other holders do not hold for certain, so an undisclosed rest counts; where the rest is
// known to be cleared it is at most their highs and the stakes nobody is credited with. A candidate also enters when one
// declared indirect or total high passes, or when such a holder has any right that the policy counts, hard or soft.
// Returns for each round in order: k, entered = how many companies entered. Idempotent; 0 ends the fixpoint.
// Called by service/marks.py.
:param label => "Possible";
:param round => "possible_round";
:param rest_cleared => "rest_cleared";
:param rounds => [1, 2];
:param least => 500000000001;
:param whole => 1000000000000;
:param metrics => [{name: "shares", low: "shares_low", unknown: "shares_unknown", high: "shares_high", open: "shares_open", declared_high: "shares_declared_high"}];
:param rights => ["board_majority", "veto"];
UNWIND $rounds AS k
CALL (k) {
  MATCH (f:$($label))
  WHERE f[$round] = k - 1
  MATCH (f)-[:HOLDS]->(y:Company|Joint)
  WHERE y[$round] IS NULL
  WITH DISTINCT y
  MATCH (h:Party)-[e:HOLDS]->(y)
  WITH y, e, coalesce(h[$round] < k, false) AS inside
  UNWIND $metrics AS metric
  WITH y, metric,
       sum(CASE WHEN inside THEN 0 ELSE coalesce(e[metric.low], 0) END)
         + max(CASE WHEN inside THEN 0 ELSE coalesce(e[metric.unknown], 0) END) AS others,
       sum(CASE WHEN inside THEN coalesce(e[metric.high], 0) ELSE 0 END) AS highs,
       sum(coalesce(e[metric.open], 0)) AS undisclosed,
       max(CASE WHEN inside THEN coalesce(e[metric.declared_high], 0) ELSE 0 END) AS declared,
       max(CASE WHEN inside AND (any(right IN e.rights WHERE right IN $rights)
                                 OR any(right IN e.weak_rights WHERE right IN $rights)) THEN 1 ELSE 0 END) AS control
  WITH y, highs, declared, control,
       CASE
         WHEN others >= $whole THEN 0
         WHEN metric.name IN coalesce(y[$rest_cleared], []) AND highs + undisclosed < $whole - others
           THEN highs + undisclosed
         ELSE $whole - others
       END AS may_hold
  WHERE control = 1 OR declared >= $least OR (highs > 0 AND may_hold >= $least)
  WITH DISTINCT y
  SET y:$($label), y[$round] = k
  RETURN count(y) AS entered
}
RETURN k, entered
ORDER BY k;
