// What is held by the branches and heads among some parties, and by those that are one with them, also on behalf.
// When a branch comes or goes, its stakes become its head's or its own.
// Returns: id.
// Called by service/consolidation.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
WHERE p.stands_for IS NOT NULL OR EXISTS { (p)-[:BRANCH_OF|HEAD_OF]->(:Party) }
MATCH (p)-[:HEAD_OF|BRANCH_OF*0..]->(one:Party)
WITH DISTINCT one
CALL (one) {
  MATCH (one)-[:INTEREST]->(y:Party)
  RETURN y
  UNION
  MATCH ()-[i:INTEREST {on_behalf_of: one.id}]->(y:Party)
  RETURN y
}
RETURN DISTINCT y.id AS id;
