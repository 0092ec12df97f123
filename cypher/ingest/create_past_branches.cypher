// Writes branch statements that had ended when they were read. Writes.
// A row whose party is not there fails loudly.
:param rows => [{holder: 'LEI:1', subject: 'LEI:2', key: 'gleif:1', properties: {key: 'gleif:1'}}];
:param at => datetime();
UNWIND $rows AS row
OPTIONAL MATCH (b:Party {id: row.holder})
USING INDEX b:Party(id)
OPTIONAL MATCH (h:Party {id: row.subject})
USING INDEX h:Party(id)
CREATE (b)-[r:PAST_BRANCH_OF]->(h)
SET r = row.properties, r.recorded_from = $at;
