// Seats parties in jurisdictions, which are made where they are new. Writes.
:param rows => [{party: 'LEI:1', jurisdiction: 'DE', properties: {key: 'gleif:1#1'}}];
:param at => datetime();
UNWIND $rows AS row
MERGE (j:Jurisdiction {code: row.jurisdiction})
WITH row, j
MATCH (p:Party {id: row.party})
USING INDEX p:Party(id)
CREATE (p)-[s:SEATED_IN]->(j)
SET s = row.properties, s.recorded_from = $at;
