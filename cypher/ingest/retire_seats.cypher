// Marks seats that their record no longer states. Writes.
:param keys => ['gleif:1#1'];
:param at => datetime();
UNWIND $keys AS key
MATCH ()-[s:SEATED_IN {key: key}]->()
USING INDEX s:SEATED_IN(key)
SET s.recorded_to = $at;
