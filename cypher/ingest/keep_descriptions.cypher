// Keeps what parties were said to be, where that changes now: as a relationship of the party with itself. Writes.
// Run before they are described anew. What they are now stays on the party, so no reader of the present meets this.
:param ids => ['LEI:1'];
:param at => datetime();
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
CREATE (p)-[w:WAS]->(p)
SET w = {name: p.name, kind: p.kind, dissolved_on: p.dissolved_on, recorded_to: $at};
