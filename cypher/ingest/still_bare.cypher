// How many of these parties has no record described yet? One row: bare.
:param ids => ['gleif:1'];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
WHERE NOT p.described
RETURN count(p) AS bare;
