// Which parties do these identifiers name? One row each: id, kind, born, described, identifiers: all of its keys,
// and behind the word not those that a person has decided that it does not have.
:param keys => ['LEI:1'];
UNWIND $keys AS key
MATCH (i:Identifier {key: key})<-[:IDENTIFIED_BY]-(p:Party)
USING INDEX i:Identifier(key)
WITH DISTINCT p
RETURN p.id AS id, p.kind AS kind, p.born AS born, p.described AS described,
       COLLECT { MATCH (p)-[:IDENTIFIED_BY]->(d:Identifier) RETURN DISTINCT d.key }
         + COLLECT { MATCH (p)-[:NOT_IDENTIFIED_BY]->(d:Identifier) RETURN DISTINCT 'not ' + d.key } AS identifiers;
