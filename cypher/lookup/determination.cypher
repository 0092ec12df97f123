// A determination that was stored, with the party that it is of today.
// Returns at most one row: id, entity, document, inputs, inputs_hash.
// Called by service/stored.py.
:param id => "0123456789abcdef";
MATCH (d:Determination {id: $id})
OPTIONAL MATCH (p:Party)-[:DETERMINED]->(d)
RETURN d.id AS id, p.id AS entity, d.document AS document, d.inputs AS inputs, d.inputs_hash AS inputs_hash;
