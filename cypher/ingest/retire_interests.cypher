// Takes claims out of force: they become past, closed for a reason, ended on a day if one is given. Writes.
// One row each: key and the subject's id. closed: superseded, withdrawn (by its source) or absent (from a whole set).
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param closed => 'withdrawn';
:param at => datetime();
UNWIND $rows AS row
MATCH (h:Party)-[r:INTEREST {key: row.key}]->(s:Party)
USING INDEX r:INTEREST(key)
CREATE (h)-[p:PAST_INTEREST]->(s)
SET p = properties(r), p.recorded_to = $at, p.closed = $closed, p.valid_to = coalesce(row.valid_to, r.valid_to)
DELETE r
RETURN row.key AS key, s.id AS subject;
