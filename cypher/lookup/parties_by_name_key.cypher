// Which parties have a name with exactly this folded form, current or former?
// The query is one quoted Lucene term: see service/lookups.py, which alone builds it.
// Returns at most $limit rows: id, score.
// Called by service/lookups.py and service/screening.py.
:param term => "\"bank saderat plc\"";
:param limit => 10;
CALL db.index.fulltext.queryNodes("party_name_keys", $term, {limit: $limit}) YIELD node, score
RETURN node.id AS id, score
ORDER BY score DESC, id;
