// Every statement that these records have made, past ones too, with the party each is about.
// One row each: key, record, party, past. prefix is "source:record#".
:param rows => [{source: 'gleif', record: '1', prefix: 'gleif:1#'}];
UNWIND $rows AS row
MATCH (p:Party)-[i:IDENTIFIED_BY]->()
USING INDEX i:IDENTIFIED_BY(key)
WHERE i.key STARTS WITH row.prefix AND i.source = row.source AND i.record = row.record
RETURN i.key AS key, row.record AS record, p.id AS party, i.recorded_to IS NOT NULL AS past;
