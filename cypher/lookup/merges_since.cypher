// Which of these parties have taken in another one since an instant?
// Returns one row per merge: winner, loser, at.
// Called by service/replay.py.
:param ids => ["LEI:2138008KTNTDICZU8L25"];
:param since => datetime();
UNWIND $ids AS id
MATCH (g:Merge)-[:INTO]->(p:Party {id: id})
WHERE g.at > $since
RETURN p.id AS winner, g.loser AS loser, g.at AS at
ORDER BY at;
