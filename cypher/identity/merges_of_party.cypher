// The parties that have become part of this one and have not been parted from it again, oldest first.
// Returns one row per merge: id, winner, loser, identifiers (of the loser then), beneficiary_of (claims held for it),
// determinations, born (of the loser), joined_by, record, by, at.
// Called by service/parting.py.
:param id => "LEI:1";
MATCH (g:Merge)-[:INTO]->(p:Party {id: $id})
WHERE g.parted_at IS NULL
RETURN g.id AS id, g.winner AS winner, g.loser AS loser, g.identifiers AS identifiers, g.beneficiary_of AS beneficiary_of,
       g.determinations AS determinations, g.born AS born, g.joined_by AS joined_by, g.record AS record, g.by AS by, g.at AS at
ORDER BY at, id;
