// Takes branch statements out of force and keeps them as past. Writes. One row each: key, branch, head.
// ended_on is the day that the source gave now, stated_to the end that it had stated before: both were said, at two times.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param closed => 'withdrawn';
:param at => datetime();
UNWIND $rows AS row
MATCH (b:Party)-[r:BRANCH_OF {key: row.key}]->(h:Party)
USING INDEX r:BRANCH_OF(key)
CREATE (b)-[p:PAST_BRANCH_OF]->(h)
SET p = properties(r), p.recorded_to = $at, p.closed = $closed, p.valid_to = coalesce(row.valid_to, r.valid_to),
    p.ended_on = row.valid_to, p.stated_to = CASE WHEN row.valid_to IS NULL THEN null ELSE r.valid_to END
DELETE r
WITH row, b, h
MATCH ()-[inverse:HEAD_OF {key: row.key}]->()
USING INDEX inverse:HEAD_OF(key)
DELETE inverse
RETURN row.key AS key, b.id AS holder, h.id AS subject;
