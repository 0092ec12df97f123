// Describes parties by what was made of all their statements; the label follows the kind. Writes.
:param rows => [{id: 'LEI:1', label: 'Company', properties: {name: 'X'}}];
UNWIND $rows AS row
MATCH (p:Party {id: row.id})
USING INDEX p:Party(id)
REMOVE p:Company:Person:State:Unknown
SET p:$(row.label), p += row.properties;
