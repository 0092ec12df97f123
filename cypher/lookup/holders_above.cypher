// Who holds whom above some parties that are held and hold something themselves: enough to see rings.
// Follows claims and derived holdings, so that a ring that has just been cut is still seen, and joint holders.
// Returns one row per party above: id, joint (whether it is derived), holders (ids of those that hold it, or are one with it).
// Called by service/consolidation.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
UNWIND $ids AS id
MATCH (s:Party {id: id})
WHERE EXISTS { (s)-[:INTEREST|HOLDS|HEAD_OF|BRANCH_OF]->(:Party) }
MATCH (s)<-[:INTEREST|HOLDS|HEAD_OF|BRANCH_OF*0..]-(a:!Person)
WITH DISTINCT a
MATCH (a)<-[:INTEREST|HOLDS|HEAD_OF|BRANCH_OF]-(h:!Person)
RETURN a.id AS id, a:Joint AS joint, collect(DISTINCT h.id) AS holders;
