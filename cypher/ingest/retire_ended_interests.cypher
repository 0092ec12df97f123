// Closes the standing version of claims that had already ended. Writes.
:param keys => ['gleif:1'];
:param closed => 'superseded';
:param at => datetime();
UNWIND $keys AS key
MATCH ()-[p:PAST_INTEREST {key: key}]->()
USING INDEX p:PAST_INTEREST(key)
WHERE p.recorded_to IS NULL
SET p.recorded_to = $at, p.closed = $closed;
