// How many claims of a source are in force, and how many of them has this run not seen? One row: total, unseen.
:param source => 'gleif';
:param run => '2026-01-01';
MATCH (a)-[r:INTEREST]->(b)
WHERE r.source = $source
RETURN count(r) AS total, count(CASE WHEN r.run = $run THEN null ELSE 1 END) AS unseen;
