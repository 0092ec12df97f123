// The changes after one sequence number, in order. A rebuild names no subjects: it concerns all.
// Returns: seq, kind, source, batch, subjects (ids of parties), at.
// Called by service/consolidation.py and GET /v1/changes.
:param after => 0;
:param limit => 100;
MATCH (c:Change)
WHERE c.seq > $after
RETURN c.seq AS seq, c.kind AS kind, c.source AS source, c.batch AS batch, coalesce(c.subjects, []) AS subjects, c.at AS at
ORDER BY seq
LIMIT $limit;
