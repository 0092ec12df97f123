// Gives the merges into what is parted to it, and marks those that are undone. Writes.
// Called by service/parting.py.
:param to => "LEI:2";
:param moved => ["m2"];
:param undone => ["m1"];
:param by => "ann";
:param reason => "another company";
:param at => datetime();
CALL () {
  UNWIND $undone AS id
  MATCH (g:Merge {id: id})
  SET g.parted_at = $at, g.parted_by = $by, g.parted_reason = $reason
  RETURN count(*) AS undone
}
CALL () {
  UNWIND $moved AS id
  MATCH (g:Merge {id: id})-[r:INTO]->(:Party)
  DELETE r
  WITH g
  MATCH (q:Party {id: $to})
  CREATE (g)-[:INTO]->(q)
  RETURN count(*) AS moved
}
RETURN undone, moved;
