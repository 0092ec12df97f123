// Writes notices that had ended when they were read. Writes.
:param rows => [{subject: 'LEI:1', properties: {key: 'gleif:1', code: 'NON_PUBLIC'}}];
:param source => 'gleif';
:param at => datetime();
MATCH (s:Source {id: $source})
UNWIND $rows AS row
MATCH (p:Party {id: row.subject})
USING INDEX p:Party(id)
CREATE (p)-[r:PAST_NOTICE]->(s)
SET r = row.properties, r.recorded_from = $at;
