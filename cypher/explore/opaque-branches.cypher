// Where does the way up end without an answer?
// Parties above this one that nobody is known to hold and that sit in no place the sources tell.
// Returns the chains that end there.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (party:Party {id: $id})
MATCH chain = (party)<-[:HOLDS*0..12]-(top:Party)
WHERE NOT EXISTS { (top)<-[:HOLDS]-(:Party) }
  AND NOT top:Person
  AND coalesce(top.standing, "unknown") = "unknown"
RETURN chain
LIMIT 200;
