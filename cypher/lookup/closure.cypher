// Everything that can matter today for one party: itself and all its ancestors, with their seats and the claims on them.
// Walks owners upwards by claims in force, and between a branch and its head; cycles end by themselves. Past holders of
// the party itself (not of its owners) count too, and seats that are stated no longer: flags speak of them.
// Returns one row per party: id, name, kind, rest, listed, dissolved_on, heads (of a branch), candidates (who may be the
// same), seats, listings (entries of restricted-party lists), claims (with holder; every version of each: what stands is judged by the newest).
// Called by service/history.py and service/lookups.py.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (t:Party {id: $id})
MATCH (t)<-[:HEAD_OF|BRANCH_OF*0..]-(self:Party)
WITH t, collect(DISTINCT self) AS selves
WITH t, COLLECT {
  UNWIND selves AS self
  MATCH (self)<-[:PAST_INTEREST]-(former:Party)
  RETURN DISTINCT former
} AS former
UNWIND [t] + former AS start
MATCH (start)<-[:INTEREST|HEAD_OF|BRANCH_OF*0..]-(a:Party)
WITH DISTINCT a
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.rest AS rest, a.listed AS listed, a.dissolved_on AS dissolved_on,
       [(a)-[b:BRANCH_OF]->(head:Party) | b {.*, head: head.id}] AS heads,
       [(a)-[c:POSSIBLY_SAME_AS]-(same:Party) | c {.*, party: same.id}] AS candidates,
       [(a)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats,
       [(a)-[n:NOTICE|PAST_NOTICE]->(:Source) WHERE n.listed_on IS NOT NULL | n {.*}] AS listings,
       [(h:Party)-[i:INTEREST|PAST_INTEREST]->(a) | i {.*, holder: h.id}] AS claims;
