// Notes that a run has seen these claims, changed or not. Writes.
:param keys => ['gleif:1'];
:param run => '2026-01-01';
UNWIND $keys AS key
MATCH ()-[r:INTEREST {key: key}]->()
USING INDEX r:INTEREST(key)
SET r.run = $run;
