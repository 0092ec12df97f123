// Describes a source, so that readers of the graph need not ask the loader. Writes.
:param id => 'gleif';
:param properties => {title: 'LEI', publisher: 'GLEIF', rank: 1};
MERGE (s:Source {id: $id})
SET s += $properties;
