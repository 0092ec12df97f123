// Which parties answer to these identifiers?
// Returns one row per key that is known: key, id.
// Called by service/lookups.py, service/screening.py, service/whatif.py and service/deps.py.
:param keys => ["GB-COH:01126618", "LEI:2138008KTNTDICZU8L25"];
UNWIND $keys AS key
MATCH (:Identifier {key: key})<-[:IDENTIFIED_BY]-(p:Party)
RETURN DISTINCT key, p.id AS id
ORDER BY key, id;
