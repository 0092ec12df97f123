// Names the other party again where a claim says that it is held on its behalf. Writes.
// By the identifier that the claim stated, or the list that was kept when the two were joined. Returns subjects: id.
// Called by service/parting.py.
:param from => "LEI:1";
:param to => "LEI:2";
:param identifiers => ["LEI:2"];
:param keys => ["gleif:1"];
CALL () {
  MATCH (:Party)-[r:INTEREST]->(s:Party)
  WHERE r.on_behalf_of = $from AND (r.on_behalf_of_key IN $identifiers OR r.on_behalf_of_key IS NULL AND r.key IN $keys)
  SET r.on_behalf_of = $to
  RETURN s.id AS id
  UNION ALL
  MATCH (:Party)-[r:PAST_INTEREST]->(s:Party)
  WHERE r.on_behalf_of = $from AND (r.on_behalf_of_key IN $identifiers OR r.on_behalf_of_key IS NULL AND r.key IN $keys)
  SET r.on_behalf_of = $to
  RETURN s.id AS id
}
RETURN DISTINCT id;
