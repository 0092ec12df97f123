// Writes claims that hold now. Writes.
// A row whose party is not there fails loudly.
:param rows => [{holder: 'LEI:1', subject: 'LEI:2', properties: {key: 'gleif:1'}}];
:param at => datetime();
UNWIND $rows AS row
OPTIONAL MATCH (h:Party {id: row.holder})
USING INDEX h:Party(id)
OPTIONAL MATCH (s:Party {id: row.subject})
USING INDEX s:Party(id)
CREATE (h)-[r:INTEREST]->(s)
SET r = row.properties, r.recorded_from = $at;
