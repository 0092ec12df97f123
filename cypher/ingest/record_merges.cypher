// Writes down two parties' becoming one, with what is needed to undo it. Writes.
// Run before the relationships move. identifiers, statements and claims are the keys of what was the loser's;
// beneficiary_of the keys of claims that others hold for it, determinations the ids of those stored of it.
:param rows => [{id: 'm1', winner: 'LEI:1', loser: 'LEI:2', record: 'gleif:1', key: 'LEI:2'}];
:param at => datetime();
UNWIND $rows AS row
MATCH (loser:Party {id: row.loser})
USING INDEX loser:Party(id)
WITH row, loser,
     COLLECT { MATCH (loser)-[:IDENTIFIED_BY]->(d) RETURN DISTINCT d.key } AS identifiers,
     COLLECT { MATCH (loser)-[r:IDENTIFIED_BY|SEATED_IN|NOTICE|PAST_NOTICE]->() RETURN r.key } AS statements,
     COLLECT { MATCH (loser)-[r:INTEREST|PAST_INTEREST|BRANCH_OF|PAST_BRANCH_OF]-() RETURN DISTINCT r.key } AS claims,
     COLLECT { MATCH (loser)-[:DETERMINED]->(d) RETURN d.id } AS determinations,
     COLLECT {
       MATCH ()-[r:INTEREST]->() WHERE r.on_behalf_of = row.loser RETURN r.key
       UNION
       MATCH ()-[r:PAST_INTEREST]->() WHERE r.on_behalf_of = row.loser RETURN r.key
     } AS beneficiary_of
MATCH (winner:Party {id: row.winner})
USING INDEX winner:Party(id)
CREATE (g:Merge {id: row.id, winner: row.winner, loser: row.loser, record: row.record, joined_by: row.key, at: $at})
SET g.name = loser.name, g.born = loser.born, g.kind = loser.kind,
    g.identifiers = identifiers, g.statements = statements, g.claims = claims, g.determinations = determinations,
    g.beneficiary_of = beneficiary_of
CREATE (g)-[:INTO]->(winner);
