// Create the joint holders of some subjects, and remove those they no longer have. Writes.
// Returns one row: joints = how many there are now.
// Called by service/consolidation.py before their holdings are written.
:param ids => ["group:GB-COH:01126618:1"];
:param subjects => ["GB-COH:01126618"];
CALL () {
  UNWIND $subjects AS subject
  MATCH (s:Party {id: subject})
  USING INDEX s:Party(id)
  MATCH (s)<-[:HOLDS]-(gone:Joint)
  WHERE NOT gone.id IN $ids
  WITH DISTINCT gone
  DETACH DELETE gone
}
UNWIND $ids AS id
MERGE (j:Party {id: id})
SET j:Joint
RETURN count(j) AS joints;
