// What sources say of a party instead of an owner.
// Returns one row per notice, past ones too: past, and the statement's properties.
// Called by service/lookups.py.
:param id => "GB-COH:05819262";
MATCH (p:Party {id: $id})-[n:NOTICE|PAST_NOTICE]->(:Source)
RETURN type(n) = "PAST_NOTICE" AS past, n {.*} AS statement
ORDER BY statement.source, statement.record, statement.recorded_from;
