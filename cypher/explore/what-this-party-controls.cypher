// What does this party control, and how far down?
// Every company below it that is restricted with it: each chain stays inside the restricted set.
// Returns paths of HOLDS from the party downwards.
:param id => "CIK:0001483994";
MATCH (:Identifier {key: $id})<-[:IDENTIFIED_BY]-(party:Party)
MATCH path = (party)-[:HOLDS*1..6]->(held:Party)
WHERE all(step IN nodes(path)[1..] WHERE step:Restricted)
RETURN path
LIMIT 300;
