// How the last load of every source went, where its stream resumes, and its scheduled load: under way, or ended.
// Apart from lookup/sources, which every determination reads. Returns one row per source: id, refused, dangling,
// superseded, quarantined_links, filled (JSON), cursor, loading (file, state, done, total, at, detail; null if none).
// Called by service/lookups.py and workers/fetching.py.
MATCH (s:Source)
OPTIONAL MATCH (l:Loading {id: s.id})
RETURN s.id AS id, s.refused AS refused, s.dangling AS dangling, s.superseded AS superseded,
       s.quarantined_links AS quarantined_links, s.filled AS filled, s.cursor AS cursor,
       l {.file, .state, .done, .total, .at, .detail} AS loading
ORDER BY id;
