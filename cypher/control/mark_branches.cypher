// Mark the branches of marked parties: a branch is the same legal person as its head. Writes.
// Returns: marked = how many branches were marked.
// Called by service/marks.py and service/simulation.py after a set is derived.
:param label => "Restricted";
:param round => "restricted_round";
MATCH (head:$($label))-[:HEAD_OF*1..]->(branch:Party)
WHERE branch.stands_for = head.id AND branch[$round] IS NULL
WITH DISTINCT head, branch
SET branch:$($label), branch[$round] = head[$round]
RETURN count(branch) AS marked;
