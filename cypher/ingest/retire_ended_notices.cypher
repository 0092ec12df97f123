// Closes the standing version of notices that had already ended. Writes.
:param keys => ['gleif:1'];
:param closed => 'superseded';
:param at => datetime();
UNWIND $keys AS key
MATCH ()-[p:PAST_NOTICE {key: key}]->()
USING INDEX p:PAST_NOTICE(key)
WHERE p.recorded_to IS NULL
SET p.recorded_to = $at, p.closed = $closed;
