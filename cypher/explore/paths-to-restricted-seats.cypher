// By which chains does this party lead to a restricted seat?
// All shortest chains of holdings from each restricted party above it, with the place where that party sits.
// Returns chain, seat.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (:Identifier {key: $id})<-[:IDENTIFIED_BY]-(party:Party)
MATCH (party)<-[:HOLDS*1..12]-(seed:Restricted {restricted_round: 0})
WITH DISTINCT party, seed
MATCH chain = ALL SHORTEST (party)<-[:HOLDS]-+(seed)
MATCH seat = (seed)-[:SEATED_IN]->(:Jurisdiction)
RETURN chain, seat
LIMIT 200;
