// Who stands behind this party, all the way up?
// Every holding above it, drawn as one graph. Start from a name or an identifier; the limit keeps the picture readable.
// Returns paths of HOLDS from the party upwards.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (party:Party {id: $id})
MATCH path = (party)<-[:HOLDS*0..12]-(:Party)
RETURN path
LIMIT 300;
