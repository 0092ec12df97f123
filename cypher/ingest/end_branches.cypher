// Notes the coming day on which branch statements end; until then they are in force. What was said before is kept. Writes.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param at => datetime();
UNWIND $rows AS row
MATCH (b:Party)-[r:BRANCH_OF {key: row.key}]->(h:Party)
USING INDEX r:BRANCH_OF(key)
CREATE (b)-[p:PAST_BRANCH_OF]->(h)
SET p = properties(r), p.recorded_to = $at, p.closed = 'superseded'
SET r.valid_to = row.valid_to, r.recorded_from = $at;
