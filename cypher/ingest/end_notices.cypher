// Notes the coming day on which notices end; until then they are in force. Writes.
:param rows => [{key: 'gleif:1', valid_to: date()}];
UNWIND $rows AS row
MATCH ()-[r:NOTICE {key: row.key}]->()
USING INDEX r:NOTICE(key)
SET r.valid_to = row.valid_to;
