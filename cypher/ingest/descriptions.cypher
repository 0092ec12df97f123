// What do all sources state of these parties? One row each: id, what is stored, and the statements that count.
:param ids => ['LEI:1'];
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX p:Party(id)
RETURN p.id AS id, p.described AS described, p.name AS name, p.kind AS kind, p.dissolved_on AS dissolved_on,
       COLLECT {
         MATCH (p)-[i:IDENTIFIED_BY]->()
         WHERE i.primary AND i.recorded_to IS NULL
         MATCH (s:Source {id: i.source})
         RETURN {key: i.key, rank: s.rank, published: i.published, kind: i.kind, name: i.name, other_names: i.other_names,
                 status: i.status, dissolved_on: i.dissolved_on, birth: i.birth}
       } AS statements;
