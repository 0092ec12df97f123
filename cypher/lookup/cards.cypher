// Some parties in short: what a list of them shows, and what a screening compares.
// Returns one row per party: id, name, names, kind, status, dissolved_on, labels, seats on record, identifiers.
// Called by service/parties.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
RETURN p.id AS id, p.name AS name, coalesce(p.names, []) AS names, p.kind AS kind, p.status AS status,
       p.dissolved_on AS dissolved_on,
       labels(p) AS labels,
       COLLECT {
         MATCH (p)-[s:SEATED_IN]->(j:Jurisdiction)
         WHERE s.recorded_to IS NULL
         RETURN s {.kind, .valid_from, .valid_to, .stated, .source, .record, .url, .published, jurisdiction: j.code}
       } AS seats,
       COLLECT { MATCH (p)-[:IDENTIFIED_BY]->(i:Identifier) RETURN DISTINCT i.key } AS identifiers;
