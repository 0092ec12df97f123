// The names of all companies that a record describes, to be streamed: id, names.
// Branches are no parties of their own, and of persons a name says too little.
// Called by service/candidates.py.
MATCH (p:Company)
WHERE p.described AND p.kind = 'company'
RETURN p.id AS id, p.names AS names;
