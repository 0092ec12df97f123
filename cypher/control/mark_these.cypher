// Let some parties into a set, each in its round, or in an earlier one than it had. Writes.
// Returns: id = each party they hold that may now belong there too, or earlier.
// Called by service/incremental.py.
:param rows => [{id: "GB-COH:01126618", round: 1}];
:param label => "Restricted";
:param round => "restricted_round";
UNWIND $rows AS row
MATCH (y:Party {id: row.id})
USING INDEX y:Party(id)
SET y:$($label), y[$round] = row.round
WITH collect(y) AS entered
UNWIND entered AS y
MATCH (y)-[:HOLDS]->(z:Company|Joint)
WHERE z[$round] IS NULL OR z[$round] > y[$round] + 1
RETURN DISTINCT z.id AS id;
