// What is stored of these party statements? One row each that exists: key, digest, published, version.
:param keys => ['gleif:1#LEI:1'];
UNWIND $keys AS key
MATCH ()-[i:IDENTIFIED_BY {key: key}]->()
USING INDEX i:IDENTIFIED_BY(key)
WHERE i.recorded_to IS NULL
RETURN key, i.digest AS digest, i.published AS published, i.version AS version;
