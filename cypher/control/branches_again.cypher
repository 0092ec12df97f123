// Let branches be marked as their heads are, and as their own seats say. Writes.
// A branch's head is the one that its claims were given to; every branch of or beside the given parties is looked at.
// Returns one row: branches = how many were looked at.
// Called by service/incremental.py after a set has changed.
:param ids => ["GB-COH:01126618"];
:param standing => "standing";
:param standings => ["restricted"];
:param label => "Restricted";
:param round => "restricted_round";
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
MATCH (p)-[:HEAD_OF*0..]->(branch:Party)
WHERE branch.stands_for IS NOT NULL
WITH DISTINCT branch
OPTIONAL MATCH (head:Party {id: branch.stands_for})
WITH branch, CASE WHEN branch[$standing] IN $standings THEN 0 ELSE head[$round] END AS number
SET branch[$round] = number
FOREACH (_ IN CASE WHEN number IS NULL THEN [] ELSE [1] END | SET branch:$($label))
FOREACH (_ IN CASE WHEN number IS NULL THEN [1] ELSE [] END | REMOVE branch:$($label))
RETURN count(branch) AS branches;
