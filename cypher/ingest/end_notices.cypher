// Notes the coming day on which notices end; until then they are in force. What was said before is kept as past. Writes.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param at => datetime();
UNWIND $rows AS row
MATCH (n:Party)-[r:NOTICE {key: row.key}]->(s:Source)
USING INDEX r:NOTICE(key)
CREATE (n)-[p:PAST_NOTICE]->(s)
SET p = properties(r), p.recorded_to = $at, p.closed = 'superseded'
SET r.valid_to = row.valid_to, r.recorded_from = $at;
