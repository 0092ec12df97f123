// Where does the way up end without an answer?
// Parties above this one that nobody is known to hold and that sit in no place the sources tell.
// Returns the chains that end there.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (:Identifier {key: $id})<-[:IDENTIFIED_BY]-(party:Party)
MATCH chain = (party)<-[:HOLDS*0..12]-(top:Party)
WHERE NOT EXISTS { (top)<-[:HOLDS]-(:Party) }
  AND NOT top:Person
  AND coalesce(top.standing, "unknown") = "unknown"
RETURN chain
LIMIT 200;
