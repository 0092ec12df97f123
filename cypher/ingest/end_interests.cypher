// Notes the coming day on which claims end; until then they are in force. What was said before is kept as past. Writes.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param at => datetime();
UNWIND $rows AS row
MATCH (h:Party)-[r:INTEREST {key: row.key}]->(s:Party)
USING INDEX r:INTEREST(key)
CREATE (h)-[p:PAST_INTEREST]->(s)
SET p = properties(r), p.recorded_to = $at, p.closed = 'superseded'
SET r.valid_to = row.valid_to, r.recorded_from = $at;
