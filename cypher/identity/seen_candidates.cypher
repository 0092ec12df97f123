// Notes that a run has found these open candidates again. Writes.
// Called by service/candidates.py.
:param keys => ["0123456789abcdef"];
:param run => "r";
UNWIND $keys AS key
MATCH ()-[r:POSSIBLY_SAME_AS {key: key}]->()
USING INDEX r:POSSIBLY_SAME_AS(key)
WHERE r.status = 'open'
SET r.run = $run;
