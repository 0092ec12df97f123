// Everything that can matter for one party: itself and all its ancestors, with their seats and the claims on them.
// Walks owners upwards, current and past claims alike, and between a branch and its head; cycles end by themselves.
// Returns one row per party: id, name, kind, rest, listed, dissolved_on, head (of a branch), seats, claims (with holder).
// Called by service/world.py.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (t:Party {id: $id})
MATCH (t)<-[:INTEREST|PAST_INTEREST|HEAD_OF|BRANCH_OF*0..]-(a:Party)
WITH DISTINCT a
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.rest AS rest, a.listed AS listed, a.dissolved_on AS dissolved_on,
       [(a)-[:BRANCH_OF]->(head:Party) | head.id] AS heads,
       [(a)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats,
       [(h:Party)-[i:INTEREST|PAST_INTEREST]->(a) | i {.*, holder: h.id}] AS claims;
