// Rejects statements that tie a party to an identifier of another one: they are kept, and identify nobody. Writes.
// A row says whose record it is (party) and the statement's key. Run after the statements have moved.
// Called by service/parting.py.
:param rows => [{party: "LEI:1", key: "gleif:1#LEI:2"}];
:param by => "ann";
:param reason => "another company";
:param at => datetime();
UNWIND $rows AS row
MATCH (:Party)-[i:IDENTIFIED_BY {key: row.key}]->(d:Identifier)
USING INDEX i:IDENTIFIED_BY(key)
WITH row, i, d, properties(i) AS properties
MATCH (p:Party {id: row.party})
USING INDEX p:Party(id)
DELETE i
WITH p, d, properties
CREATE (p)-[n:NOT_IDENTIFIED_BY]->(d)
SET n = properties, n.parted_by = $by, n.parted_reason = $reason, n.parted_at = $at;
