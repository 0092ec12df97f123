// Writes claims that had ended when they were read: history must never slow a traversal. Writes.
// A row whose party is not there fails loudly.
:param rows => [{holder: 'LEI:1', subject: 'LEI:2', properties: {key: 'gleif:1'}}];
:param at => datetime();
UNWIND $rows AS row
OPTIONAL MATCH (h:Party {id: row.holder})
USING INDEX h:Party(id)
OPTIONAL MATCH (s:Party {id: row.subject})
USING INDEX s:Party(id)
CREATE (h)-[r:PAST_INTEREST]->(s)
SET r = row.properties, r.recorded_from = $at;
