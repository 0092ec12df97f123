// Makes parties of which nothing is known yet but an identifier. Writes.
:param rows => [{id: 'LEI:1', born: 1}];
UNWIND $rows AS row
CREATE (:Party:Unknown {id: row.id, born: row.born, kind: 'unknown', name: row.id, names: [], name_keys: [], described: false});
