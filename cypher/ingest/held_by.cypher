// In whom do these parties have an interest? Distinct ids.
:param ids => ['LEI:1'];
UNWIND $ids AS id
MATCH (p:Party {id: id})-[:INTEREST]->(s:Party)
USING INDEX p:Party(id)
RETURN DISTINCT s.id AS id;
