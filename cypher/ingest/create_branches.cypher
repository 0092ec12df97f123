// Ties branches to their heads, both ways, so that one traversal against the arrows finds either. Writes.
// A row whose party is not there fails loudly.
:param rows => [{holder: 'LEI:1', subject: 'LEI:2', key: 'gleif:1', properties: {key: 'gleif:1'}}];
:param at => datetime();
UNWIND $rows AS row
OPTIONAL MATCH (b:Party {id: row.holder})
USING INDEX b:Party(id)
OPTIONAL MATCH (h:Party {id: row.subject})
USING INDEX h:Party(id)
CREATE (b)-[r:BRANCH_OF]->(h)
SET r = row.properties, r.recorded_from = $at
CREATE (h)-[:HEAD_OF {key: row.key}]->(b);
