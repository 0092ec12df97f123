// The claims on some parties and on their heads and branches, with what consolidation must know of the holders.
// Returns rows like lookup/closure: one per party concerned (subjects, heads, branches); beside it its holders, those they
// hold for and their heads, without claims.
// Called by service/consolidation.py, service/simulation.py and service/verify.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
UNWIND $ids AS id
MATCH (s:Party {id: id})
MATCH (s)<-[:HEAD_OF|BRANCH_OF*0..]-(a:Party)
WITH collect(DISTINCT a) AS subjects
UNWIND subjects AS a
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.rest AS rest, a.listed AS listed, a.dissolved_on AS dissolved_on,
       [(a)-[b:BRANCH_OF]->(head:Party) | b {.*, head: head.id}] AS heads,
       [(a)-[s:SEATED_IN]->(j:Jurisdiction) WHERE s.recorded_to IS NULL | s {.*, jurisdiction: j.code}] AS seats,
       [(a)-[n:NOTICE]->(:Source) WHERE n.listed_on IS NOT NULL | n {.*}] AS listings,
       [(h:Party)-[i:INTEREST|PAST_INTEREST]->(a) | i {.*, holder: h.id}] AS claims,
       COLLECT {
         MATCH (holder:Party)-[i:INTEREST]->(a)
         OPTIONAL MATCH (beneficiary:Party {id: i.on_behalf_of})
         UNWIND [holder, beneficiary] AS named
         WITH DISTINCT named
         MATCH (named)-[:BRANCH_OF*0..]->(h:Party)
         WITH DISTINCT h
         RETURN h {.id, .name, .kind, .dissolved_on, heads: [(h)-[b:BRANCH_OF]->(x:Party) | b {.*, head: x.id}]}
       } AS holders;
