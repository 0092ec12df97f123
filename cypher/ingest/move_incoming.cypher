// Gives the loser's incoming relationships of every type to the winner. Writes.
// Run after the outgoing ones: a relationship of the loser with itself then ends as one of the winner with itself.
:param rows => [{winner: 'LEI:1', loser: 'LEI:2'}];
UNWIND $rows AS row
MATCH (loser:Party {id: row.loser})<-[r]-(other)
USING INDEX loser:Party(id)
WITH row, r, other, type(r) AS kind, properties(r) AS properties
MATCH (winner:Party {id: row.winner})
USING INDEX winner:Party(id)
DELETE r
WITH winner, other, kind, properties
WHERE NOT kind IN ['HOLDS', 'WAS'] AND NOT (kind = 'POSSIBLY_SAME_AS' AND other = winner)
CREATE (winner)<-[moved:$(kind)]-(other)
SET moved = properties;
