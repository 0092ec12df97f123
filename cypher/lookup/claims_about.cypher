// The claims on a party and by it, current and past, and its ties to a head or branches.
// Returns at most $limit rows: type, inward (the party is the subject), other (id, name, kind), statement.
// Called by service/lookups.py.
:param id => "GB-COH:01126618";
:param limit => 2000;
MATCH (p:Party {id: $id})-[c:INTEREST|PAST_INTEREST|BRANCH_OF|PAST_BRANCH_OF]-(o:Party)
WITH type(c) AS type, endNode(c) = p AS inward, o {.id, .name, .kind} AS other, c {.*} AS statement
ORDER BY inward DESC, type, statement.source, statement.record, statement.recorded_from
LIMIT $limit
RETURN type, inward, other, statement;
