// In whom do these parties have an interest? Distinct ids.
:param ids => ['LEI:1'];
UNWIND $ids AS id
MATCH (:Party {id: id})-[:INTEREST]->(s:Party)
RETURN DISTINCT s.id AS id;
