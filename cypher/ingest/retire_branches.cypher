// Takes branch statements out of force and keeps them as past. Writes. One row each: key, branch, head.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param closed => 'withdrawn';
:param at => datetime();
UNWIND $rows AS row
MATCH (b:Party)-[r:BRANCH_OF {key: row.key}]->(h:Party)
USING INDEX r:BRANCH_OF(key)
CREATE (b)-[p:PAST_BRANCH_OF]->(h)
SET p = properties(r), p.recorded_to = $at, p.closed = $closed, p.valid_to = coalesce(row.valid_to, r.valid_to)
DELETE r
WITH row, b, h
MATCH ()-[inverse:HEAD_OF {key: row.key}]->()
USING INDEX inverse:HEAD_OF(key)
DELETE inverse
RETURN row.key AS key, b.id AS holder, h.id AS subject;
