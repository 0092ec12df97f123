// Every statement of who a party is: which identifier, by which record, and whether it is the record's own.
// Returns one row per statement: key, source, record (null: a bare reference), identifier, own, recorded_from.
// Called by service/parting.py.
:param id => "LEI:1";
MATCH (p:Party {id: $id})-[i:IDENTIFIED_BY]->(d:Identifier)
RETURN i.key AS key, i.source AS source, i.record AS record, d.key AS identifier,
       i.record IS NULL OR i.digest IS NOT NULL AS own, i.recorded_from AS recorded_from
ORDER BY recorded_from, key;
