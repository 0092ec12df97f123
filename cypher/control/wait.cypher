// Let some parties wait to be looked at by the waves that mend a set, within the same transaction. Writes.
// Returns one row: waiting = how many of them are there.
// Called by service/incremental.py.
:param ids => ["GB-COH:01126618"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
SET p:Waiting
RETURN count(p) AS waiting;
