// Who holds whom above some parties that are held and hold something themselves: enough to see rings.
// Follows claims and derived holdings, so that a ring that has just been cut is still seen.
// Returns one row per party above: id, holders (ids of companies that hold it, or are one with it).
// Called by service/consolidation.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
UNWIND $ids AS id
MATCH (s:Party {id: id})
WHERE EXISTS { (s)-[:INTEREST|HOLDS|HEAD_OF|BRANCH_OF]->(:Party) }
MATCH (s)<-[:INTEREST|HOLDS|HEAD_OF|BRANCH_OF*0..]-(a:Company)
WITH DISTINCT a
MATCH (a)<-[:INTEREST|HOLDS|HEAD_OF|BRANCH_OF]-(h:Company)
RETURN a.id AS id, collect(DISTINCT h.id) AS holders;
