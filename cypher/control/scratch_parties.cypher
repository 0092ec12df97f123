// Create the parties of an evaluation beside those of the graph, under ids and a label of their own. Writes.
// Each row: id, kind (a label: Company, Person, State, Unknown, Joint). Runs in a transaction that is rolled back.
// Returns one row: created.
// Called by service/evaluation.py.
:param rows => [{id: "case-1:A", kind: "Company"}];
UNWIND $rows AS row
CREATE (p:Party:CaseParty {id: row.id})
SET p:$(row.kind)
RETURN count(p) AS created;
