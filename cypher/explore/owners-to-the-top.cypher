// Who stands behind this party, all the way up?
// Every holding above it, drawn as one graph. Start from any identifier of it; the limit keeps the picture readable.
// Returns paths of HOLDS from the party upwards.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (:Identifier {key: $id})<-[:IDENTIFIED_BY]-(party:Party)
MATCH path = (party)<-[:HOLDS*0..12]-(:Party)
RETURN path
LIMIT 300;
