// Every statement that these records have made, past ones too, with the party each is about.
// One row each: key, record, party, past, published, version.
:param records => ['1'];
:param source => 'gleif';
UNWIND $records AS record
MATCH (p:Party)-[i:IDENTIFIED_BY]->()
USING INDEX i:IDENTIFIED_BY(source, record)
WHERE i.source = $source AND i.record = record
RETURN i.key AS key, record, p.id AS party, i.recorded_to IS NOT NULL AS past,
       i.published AS published, i.version AS version;
