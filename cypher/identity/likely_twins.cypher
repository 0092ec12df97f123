// What tells parties with like names apart: one row each: id, name, names, identifiers, apart (identifiers that a person
// decided it does not have), seats on record, dissolved_on.
// Called by service/candidates.py.
:param ids => ["LEI:1"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
RETURN p.id AS id, p.name AS name, p.names AS names,
       COLLECT { MATCH (p)-[:IDENTIFIED_BY]->(d:Identifier) RETURN DISTINCT d.key } AS identifiers,
       COLLECT { MATCH (p)-[:NOT_IDENTIFIED_BY]->(d:Identifier) RETURN DISTINCT d.key } AS apart,
       COLLECT {
         MATCH (p)-[s:SEATED_IN]->(j:Jurisdiction)
         WHERE s.recorded_to IS NULL
         RETURN {kind: s.kind, jurisdiction: j.code, stated: s.stated}
       } AS seats;
