// The party that answers to an identifier: its own id, a further one, or the id of a party merged into it.
// Returns at most one row: id.
// Called by service/determine.py and service/replay.py.
:param key => "GB-COH:01126618";
MATCH (i:Identifier {key: $key})<-[:IDENTIFIED_BY]-(p:Party)
RETURN DISTINCT p.id AS id
LIMIT 1;
