// Some parties and everybody below them: whose marks may depend on them. Reads only.
// Returns: id.
// Called by service/incremental.py for policies that test each holder alone.
:param ids => ["GB-COH:01126618"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
MATCH (p)-[:HOLDS*0..]->(below:Party)
RETURN DISTINCT below.id AS id;
