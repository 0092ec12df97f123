// Names the winner where a claim says that it is held on behalf of the loser. Writes.
:param rows => [{winner: 'LEI:1', loser: 'LEI:2'}];
UNWIND $rows AS row
CALL (row) {
  MATCH (a)-[r:INTEREST]->(b)
  WHERE r.on_behalf_of = row.loser
  SET r.on_behalf_of = row.winner
  RETURN count(*) AS current
}
CALL (row) {
  MATCH (a)-[r:PAST_INTEREST]->(b)
  WHERE r.on_behalf_of = row.loser
  SET r.on_behalf_of = row.winner
  RETURN count(*) AS past
}
RETURN sum(current) + sum(past) AS moved;
