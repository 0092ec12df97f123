// Notes the coming day on which claims end; until then they are in force. Writes.
:param rows => [{key: 'gleif:1', valid_to: date()}];
UNWIND $rows AS row
MATCH ()-[r:INTEREST {key: row.key}]->()
USING INDEX r:INTEREST(key)
SET r.valid_to = row.valid_to;
