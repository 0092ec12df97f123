// Makes the way from heads to branches follow the one from branches to heads again. Writes.
// Called by service/parting.py.
:param ids => ["LEI:1", "LEI:2"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
MATCH (p)-[r:BRANCH_OF]-(:Party)
WITH DISTINCT r, startNode(r) AS branch, endNode(r) AS head
MATCH ()-[h:HEAD_OF {key: r.key}]->()
USING INDEX h:HEAD_OF(key)
WITH r.key AS key, branch, head, h
DELETE h
WITH key, branch, head
CREATE (head)-[:HEAD_OF {key: key}]->(branch);
