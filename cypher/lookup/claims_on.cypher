// The claims on some parties and on their heads and branches, with what consolidation must know of the holders.
// Returns rows like lookup/closure: one per party concerned (subjects, heads, branches, holders); holders without claims.
// Called by service/consolidation.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
UNWIND $ids AS id
MATCH (s:Party {id: id})
MATCH (s)<-[:HEAD_OF|BRANCH_OF*0..]-(a:Party)
WITH collect(DISTINCT a) AS subjects
UNWIND subjects AS a
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.rest AS rest, a.listed AS listed, a.dissolved_on AS dissolved_on,
       [(a)-[:BRANCH_OF]->(head:Party) | head.id] AS heads,
       [(a)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats,
       [(h:Party)-[i:INTEREST|PAST_INTEREST]->(a) | i {.*, holder: h.id}] AS claims,
       [(h:Party)-[:INTEREST|PAST_INTEREST]->(a) | h {.id, .name, .kind, .dissolved_on, heads: [(h)-[:BRANCH_OF]->(x:Party) | x.id]}] AS holders;
