// Notes how far a source's scheduled load has come, or how it ended. Writes.
:param id => 'gleif_rr';
:param properties => {file: 'rr.csv', state: 'reading', done: 1000, total: null, at: datetime()};
MERGE (l:Loading {id: $id})
SET l = $properties, l.id = $id;
