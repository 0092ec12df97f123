// Takes claims out of force: they become past, closed for a reason, ended on a day if one is given. Writes.
// One row each: key and the subject's id. closed: superseded, withdrawn (by its source) or absent (from a whole set).
// ended_on is the day that the source gave now, stated_to the end that it had stated before: both were said, at two times.
:param rows => [{key: 'gleif:1', valid_to: date()}];
:param closed => 'withdrawn';
:param at => datetime();
UNWIND $rows AS row
MATCH (h:Party)-[r:INTEREST {key: row.key}]->(s:Party)
USING INDEX r:INTEREST(key)
CREATE (h)-[p:PAST_INTEREST]->(s)
SET p = properties(r), p.recorded_to = $at, p.closed = $closed, p.valid_to = coalesce(row.valid_to, r.valid_to),
    p.ended_on = row.valid_to, p.stated_to = CASE WHEN row.valid_to IS NULL THEN null ELSE r.valid_to END
DELETE r
RETURN row.key AS key, s.id AS subject;
