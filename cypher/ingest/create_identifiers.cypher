// Makes identifiers that no party has had yet. Writes.
:param rows => [{key: 'LEI:1', scheme: 'LEI', value: '1'}];
UNWIND $rows AS row
CREATE (:Identifier {key: row.key, scheme: row.scheme, value: row.value});
