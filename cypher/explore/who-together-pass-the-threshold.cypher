// Which restricted holders of this party pass the threshold together?
// Its direct holders, restricted ones first, with what each holds for certain and at most (in percent).
// Returns holder, restricted, stake, at_least, at_most.
:param id => "LEI:2138008KTNTDICZU8L25";
MATCH (:Identifier {key: $id})<-[:IDENTIFIED_BY]-(party:Party)
MATCH (holder:Party)-[held:HOLDS]->(party)
RETURN holder.name AS holder,
       holder:Restricted AS restricted,
       held.stake AS stake,
       (coalesce(held.shares_low, 0) + coalesce(held.shares_unknown, 0)) / 10000000000.0 AS at_least,
       (coalesce(held.shares_high, 0) + coalesce(held.shares_open, 0)) / 10000000000.0 AS at_most
ORDER BY restricted DESC, at_least DESC
LIMIT 200;
