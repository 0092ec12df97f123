// Like lookup/closure, for a day or an instant in the past: every version of every statement, what is over included.
// Walks owners upwards by claims past and present; service/world.py takes those that stood on record at the instant.
// Returns the same columns, and was: what each party had been said to be before, until recorded_to.
// Called by service/history.py.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (t:Party {id: $id})
MATCH (t)<-[:INTEREST|PAST_INTEREST|HEAD_OF|BRANCH_OF|PAST_BRANCH_OF*0..]-(a:Party)
WITH DISTINCT a
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.rest AS rest, a.listed AS listed, a.dissolved_on AS dissolved_on,
       [(a)-[b:BRANCH_OF|PAST_BRANCH_OF]->(head:Party) | b {.*, head: head.id}] AS heads,
       [(a)-[c:POSSIBLY_SAME_AS]-(same:Party) | c {.*, party: same.id}] AS candidates,
       [(a)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats,
       [(a)-[n:NOTICE|PAST_NOTICE]->(:Source) WHERE n.listed_on IS NOT NULL | n {.*}] AS listings,
       [(h:Party)-[i:INTEREST|PAST_INTEREST]->(a) | i {.*, holder: h.id}] AS claims,
       [(a)-[w:WAS]->(a) | w {.*}] AS was;
