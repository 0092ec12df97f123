// The party records of a source that it states now, a page of them in the order of their keys. Rows: key, record.
:param prefix => 'gleif:';
:param after => 'gleif:';
:param limit => 10000;
MATCH ()-[i:IDENTIFIED_BY]->()
USING INDEX i:IDENTIFIED_BY(key)
WHERE i.key STARTS WITH $prefix AND i.key > $after AND i.primary AND i.recorded_to IS NULL
RETURN i.key AS key, i.record AS record
ORDER BY key
LIMIT $limit;
