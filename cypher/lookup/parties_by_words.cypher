// Which parties have a name with these words, best first?
// The query is Lucene's language, made of bare words only: see service/lookups.py, which alone builds it.
// Returns at most $limit rows: id, score.
// Called by service/lookups.py.
:param words => "bank AND (saderat OR saderat*)";
:param limit => 10;
CALL db.index.fulltext.queryNodes("party_names", $words, {limit: $limit}) YIELD node, score
RETURN node.id AS id, score
ORDER BY score DESC, id;
