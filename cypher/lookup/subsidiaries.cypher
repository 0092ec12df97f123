// What a party consolidates or controls by contract, with where those companies sit.
// Returns one row per company: id, name, kind, seats, claims of this holder; at most $limit, contracts first.
// Called by service/world.py for the flag operations_restricted.
:param id => "CIK:0001737806";
:param limit => 1000;
MATCH (t:Party {id: $id})-[i:INTEREST]->(c:Party)
WHERE any(right IN i.rights WHERE right IN ["consolidation", "contractual"])
WITH c, collect(i {.*, holder: $id}) AS claims, max(CASE WHEN "contractual" IN i.rights THEN 1 ELSE 0 END) AS contract
ORDER BY contract DESC, c.id
LIMIT $limit
RETURN c.id AS id, c.name AS name, c.kind AS kind, c.dissolved_on AS dissolved_on, claims,
       [(c)-[s:SEATED_IN]->(j:Jurisdiction) | s {.*, jurisdiction: j.code}] AS seats;
