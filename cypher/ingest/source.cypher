// Describes a source, so that readers of the graph need not ask the loader. Writes.
// One row: weighs_otherwise = its grade or rank is another than before, so that answers may be.
:param id => 'gleif';
:param properties => {title: 'LEI', publisher: 'GLEIF', grade: 'A', rank: 1};
MERGE (s:Source {id: $id})
WITH s, s.rank <> $properties.rank OR s.grade <> $properties.grade AS weighs_otherwise
SET s += $properties
RETURN coalesce(weighs_otherwise, false) AS weighs_otherwise;
