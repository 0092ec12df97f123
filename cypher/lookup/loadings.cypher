// The scheduled load that is under way of each source, or how its last one ended.
// Returns one row a source: id, file, state (reading, writing, done, refused, held, failed), done, total, at, detail.
// Called by service/lookups.py.
MATCH (l:Loading)
RETURN l.id AS id, l.file AS file, l.state AS state, l.done AS done, l.total AS total, l.at AS at, l.detail AS detail
ORDER BY id;
