// Gives the seats that these records state to the other party. Writes.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param records => [{source: "gleif", record: "1"}];
MATCH (p:Party {id: $from})-[s:SEATED_IN]->(j:Jurisdiction)
WHERE {source: s.source, record: s.record} IN $records
WITH s, j, properties(s) AS properties
MATCH (q:Party {id: $to})
DELETE s
WITH q, j, properties
CREATE (q)-[moved:SEATED_IN]->(j)
SET moved = properties;
