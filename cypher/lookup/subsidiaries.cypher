// What a party consolidates or controls by contract on a day, with where those companies sit.
// Returns one row per company: id, name, kind, rest, listed, dissolved_on, heads, seats, claims of this holder; at most $limit, contracts first.
// Called by service/history.py for the flag operations_restricted.
:param id => "CIK:0001737806";
:param as_of => date();
:param limit => 1000;
MATCH (t:Party {id: $id})-[i:INTEREST]->(c:Party)
WHERE any(right IN i.rights WHERE right IN ["consolidation", "contractual"])
  AND (i.valid_from IS NULL OR i.valid_from <= $as_of) AND (i.valid_to IS NULL OR $as_of < i.valid_to)
WITH c, collect(i {.*, holder: $id}) AS claims, max(CASE WHEN "contractual" IN i.rights THEN 1 ELSE 0 END) AS contract
ORDER BY contract DESC, c.id
LIMIT $limit
RETURN c.id AS id, c.name AS name, c.kind AS kind, c.rest AS rest, c.listed AS listed,
       c.dissolved_on AS dissolved_on, claims,
       [(c)-[b:BRANCH_OF]->(head:Party) | b {.*, head: head.id}] AS heads,
       [(c)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats;
