// Removes parties that have become part of another; their ids live on as identifiers of that one. Writes.
:param ids => ['LEI:2'];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
DETACH DELETE p;
