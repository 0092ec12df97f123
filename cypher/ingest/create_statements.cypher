// Ties parties to identifiers: each is what one record states of its party, or a bare reference to it. Writes.
// A row whose party is not there fails loudly.
:param rows => [{party: 'LEI:1', identifier: 'LEI:1', properties: {key: 'gleif:1#LEI:1'}}];
:param at => datetime();
UNWIND $rows AS row
OPTIONAL MATCH (p:Party {id: row.party})
USING INDEX p:Party(id)
OPTIONAL MATCH (d:Identifier {key: row.identifier})
USING INDEX d:Identifier(key)
CREATE (p)-[i:IDENTIFIED_BY]->(d)
SET i = row.properties, i.recorded_from = $at;
