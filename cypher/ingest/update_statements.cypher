// Puts what a record states now in the place of what it stated before. Writes.
:param rows => [{key: 'gleif:1#LEI:1', properties: {key: 'gleif:1#LEI:1'}}];
UNWIND $rows AS row
MATCH ()-[i:IDENTIFIED_BY {key: row.key}]->()
USING INDEX i:IDENTIFIED_BY(key)
SET i += row.properties, i.recorded_to = null;
