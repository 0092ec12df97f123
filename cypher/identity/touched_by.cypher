// Whom does another identity of these parties concern? Themselves, their branches and heads, and what all those hold.
// Returns distinct ids.
// Called by service/joining.py and service/parting.py.
:param ids => ["LEI:1"];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
MATCH (p)-[:BRANCH_OF|HEAD_OF*0..1]-(self:Party)
WITH collect(DISTINCT self) AS selves
UNWIND selves + COLLECT {
  UNWIND selves AS self
  MATCH (self)-[:INTEREST]->(held:Party)
  RETURN DISTINCT held
} AS touched
RETURN DISTINCT touched.id AS id;
