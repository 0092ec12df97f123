// Some claims of a source that this run has not seen. Keys.
:param source => 'gleif';
:param run => '2026-01-01';
:param limit => 2000;
MATCH (a)-[r:INTEREST]->(b)
WHERE r.source = $source AND (r.run IS NULL OR r.run <> $run)
RETURN r.key AS key
LIMIT $limit;
