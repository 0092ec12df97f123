// What is derived for some parties: their HOLDS, standing and marks, to be compared with what the claims say.
// Returns one row per party: id, properties and labels (of the node), holdings (properties of each HOLDS into it, with holder).
// Called by service/verify.py.
:param ids => ["GB-COH:01126618"];
UNWIND $ids AS id
MATCH (y:Party {id: id})
RETURN y.id AS id, properties(y) AS properties, labels(y) AS labels,
       [(h:Party)-[e:HOLDS]->(y) | e {.*, holder: h.id}] AS holdings;
