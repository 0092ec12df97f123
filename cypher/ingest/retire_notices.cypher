// Takes notices out of force and keeps them as past. Writes. One row each: key, subject.
// ended_on is the day that the source gave now, stated_to the end that it had stated before: both were said, at two times.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param closed => 'withdrawn';
:param at => datetime();
UNWIND $rows AS row
MATCH (n:Party)-[r:NOTICE {key: row.key}]->(s:Source)
USING INDEX r:NOTICE(key)
CREATE (n)-[p:PAST_NOTICE]->(s)
SET p = properties(r), p.recorded_to = $at, p.closed = $closed, p.valid_to = coalesce(row.valid_to, r.valid_to),
    p.ended_on = row.valid_to, p.stated_to = CASE WHEN row.valid_to IS NULL THEN null ELSE r.valid_to END
DELETE r
RETURN row.key AS key, n.id AS subject;
