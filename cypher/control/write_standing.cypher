// Write on some parties what a policy says of each by itself. Writes.
// Each row: id, properties (standing and cleared rest), seeds (labels of those that begin a set), each under the names of a
// policy's marks.
// Returns one row: parties = how many were written.
// Called by service/simulation.py.
:param rows => [{id: "GB-COH:01126618", properties: {standing: "supported", rest_cleared: []}, seeds: []}];
UNWIND $rows AS row
MATCH (p:Party {id: row.id})
USING INDEX p:Party(id)
SET p += row.properties, p:$(row.seeds)
RETURN count(p) AS parties;
