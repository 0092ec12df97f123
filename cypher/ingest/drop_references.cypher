// Removes bare references to identifiers that a record of their party states now. Writes.
:param keys => ['reference#LEI:1'];
UNWIND $keys AS key
MATCH ()-[i:IDENTIFIED_BY {key: key}]->()
USING INDEX i:IDENTIFIED_BY(key)
DELETE i;
