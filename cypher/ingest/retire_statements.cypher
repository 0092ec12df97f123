// Marks statements that their record no longer makes. They stay: what was joined by them stays joined. Writes.
:param keys => ['gleif:1#LEI:1'];
:param at => datetime();
UNWIND $keys AS key
MATCH ()-[i:IDENTIFIED_BY {key: key}]->()
USING INDEX i:IDENTIFIED_BY(key)
SET i.recorded_to = $at, i.primary = false;
