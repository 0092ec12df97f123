// Puts a claim's new version in the place of the old one, between the same two parties, and keeps the old. Writes.
// In place, so that no reader ever sees the claim missing.
:param rows => [{key: 'gleif:1', properties: {key: 'gleif:1'}}];
:param at => datetime();
UNWIND $rows AS row
MATCH (h:Party)-[r:INTEREST {key: row.key}]->(s:Party)
USING INDEX r:INTEREST(key)
CREATE (h)-[p:PAST_INTEREST]->(s)
SET p = properties(r), p.recorded_to = $at, p.closed = 'superseded'
SET r = row.properties, r.recorded_from = $at;
