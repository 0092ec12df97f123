// Mark the branches of marked parties: a branch is the same legal person as its head. Writes.
// Returns: marked = how many branches were marked.
// Called by service/marks.py after a set is derived.
:param label => "Restricted";
:param round => "restricted_round";
MATCH (head:$($label))-[:HEAD_OF]->(branch:Party)
WHERE branch[$round] IS NULL
SET branch:$($label), branch[$round] = head[$round]
RETURN count(branch) AS marked;
