// Which seats do these records state now? One row each: key, record, party, kind, jurisdiction, stated and validity.
:param rows => [{party: 'LEI:1', source: 'gleif', record: '1'}];
UNWIND $rows AS row
MATCH (p:Party {id: row.party})-[s:SEATED_IN]->(j:Jurisdiction)
USING INDEX p:Party(id)
WHERE s.source = row.source AND s.record = row.record AND s.recorded_to IS NULL
RETURN s.key AS key, row.record AS record, row.party AS party, s.kind AS kind, j.code AS jurisdiction,
       s.stated AS stated, s.valid_from AS valid_from, s.valid_to AS valid_to;
