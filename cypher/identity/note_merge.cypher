// Notes who decided that two parties are one, and why. Writes.
// Called by service/joining.py.
:param id => "LEI:2>LEI:1@20260101T000000000000";
:param by => ["ann", "bob"];
:param reason => "same address";
MATCH (g:Merge {id: $id})
SET g.by = $by, g.reason = $reason;
