// Like lookup/subsidiaries, every version of every statement: service/history.py takes those that stood at the instant.
// Returns one row per company: id, name, kind, rest, listed, dissolved_on, heads, seats, claims of this holder, was.
// Called by service/history.py.
:param id => "CIK:0001737806";
MATCH (t:Party {id: $id})-[i:INTEREST|PAST_INTEREST]->(c:Party)
WHERE any(right IN i.rights WHERE right IN ["consolidation", "contractual"])
WITH c, collect(i {.*, holder: $id}) AS claims
RETURN c.id AS id, c.name AS name, c.kind AS kind, c.rest AS rest, c.listed AS listed,
       c.dissolved_on AS dissolved_on, claims,
       [(c)-[b:BRANCH_OF|PAST_BRANCH_OF]->(head:Party) | b {.*, head: head.id}] AS heads,
       [(c)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats,
       [(c)-[w:WAS]->(c) | w {.*}] AS was;
