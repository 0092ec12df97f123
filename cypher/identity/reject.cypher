// Closes a candidate because a person says that the two are not one, and remembers it. Writes.
// Called by service/decisions.py.
:param key => "0123456789abcdef";
:param by => "ann";
:param reason => "another address";
:param at => datetime();
MATCH ()-[r:POSSIBLY_SAME_AS {key: $key}]->()
USING INDEX r:POSSIBLY_SAME_AS(key)
WHERE r.status = 'open'
SET r.status = 'rejected', r.rejected_by = $by, r.rejected_reason = $reason, r.recorded_to = $at, r.closed = 'rejected';
