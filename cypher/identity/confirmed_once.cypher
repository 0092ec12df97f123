// Notes that one person has confirmed a candidate; it stays open until a second one does. Writes.
// Called by service/decisions.py.
:param key => "0123456789abcdef";
:param by => "ann";
:param reason => "same address";
:param at => datetime();
MATCH ()-[r:POSSIBLY_SAME_AS {key: $key}]->()
USING INDEX r:POSSIBLY_SAME_AS(key)
WHERE r.status = 'open'
SET r.confirmed_by = $by, r.confirmed_reason = $reason, r.confirmed_at = $at;
