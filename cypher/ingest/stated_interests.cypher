// The claims of a source that are in force, a page of them in the order of their keys. Rows: key.
:param prefix => 'gleif:';
:param after => 'gleif:';
:param limit => 10000;
MATCH ()-[r:INTEREST]->()
USING INDEX r:INTEREST(key)
WHERE r.key STARTS WITH $prefix AND r.key > $after
RETURN r.key AS key
ORDER BY key
LIMIT $limit;
