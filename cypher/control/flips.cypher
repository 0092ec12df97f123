// Every party whose set is not the same by two kinds of marks: certain, possible, cleared, or open for none of them.
// Returns rows in order of id: id, name, kind, before, after.
// Called by service/simulation.py. The names come from service/marks.py.
:param before => {certain: "restricted_round", possible: "possible_round", cleared: "cleared_round"};
:param after => {certain: "restricted_round", possible: "possible_round", cleared: "cleared_round"};
MATCH (p:Party)
WHERE NOT p:Joint
WITH p,
     CASE
       WHEN p[$before.certain] IS NOT NULL THEN "certain"
       WHEN p[$before.possible] IS NOT NULL THEN "possible"
       WHEN p[$before.cleared] IS NOT NULL THEN "cleared"
       ELSE "open"
     END AS before,
     CASE
       WHEN p[$after.certain] IS NOT NULL THEN "certain"
       WHEN p[$after.possible] IS NOT NULL THEN "possible"
       WHEN p[$after.cleared] IS NOT NULL THEN "cleared"
       ELSE "open"
     END AS after
WHERE before <> after
RETURN p.id AS id, p.name AS name, p.kind AS kind, before, after
ORDER BY id;
