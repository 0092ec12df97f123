// Notes the coming day on which branch statements end; until then they are in force. Writes.
:param rows => [{key: 'gleif:1', valid_to: date()}];
UNWIND $rows AS row
MATCH ()-[r:BRANCH_OF {key: row.key}]->()
USING INDEX r:BRANCH_OF(key)
SET r.valid_to = row.valid_to;
