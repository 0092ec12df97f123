// The seeds among some parties and everybody above them. Reads only.
// Returns: id, standing (restricted or possible), holds (whether it holds anything).
// Called by service/incremental.py for policies that test each holder alone.
:param ids => ["GB-COH:01126618"];
:param standing => "standing";
UNWIND $ids AS id
MATCH (y:Party {id: id})
MATCH (y)<-[:HOLDS*0..]-(p:Party)
WITH DISTINCT p
WHERE p[$standing] IN ["restricted", "possible"]
RETURN p.id AS id, p[$standing] AS standing, EXISTS { (p)-[:HOLDS]->(:Party) } AS holds
ORDER BY id;
