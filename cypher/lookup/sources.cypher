// What is known of every source: how far to trust it, how old it may get, what has been loaded.
// Returns one row per source with its properties.
// Called by service/history.py, service/consolidation.py, service/simulation.py, service/verify.py and GET /freshness.
MATCH (s:Source)
RETURN s.id AS id, s.title AS title, s.publisher AS publisher, s.url AS url, s.licence AS licence, s.grade AS grade,
       s.rank AS rank, s.promised_age_days AS promised_age_days, s.loaded_at AS loaded_at,
       s.published_max AS published_max, s.records AS records,
       s.lists AS lists, s.first_loaded_at AS first_loaded_at
ORDER BY id;
