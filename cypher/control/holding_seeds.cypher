// The seeds that hold anything, for policies that test each holder alone.
// Returns: id, standing (restricted or possible).
// Called by service/marks.py.
:param seeds => "Seed";
:param standing => "standing";
MATCH (p:$($seeds))
WHERE EXISTS { (p)-[:HOLDS]->(:Party) }
RETURN p.id AS id, p[$standing] AS standing
ORDER BY id;
