// Keeps a determination of a party, unless the same one is there: then that one is answered and nothing changes. Writes.
// properties: verdict, decision, set, policy, policy_version, policy_hash, revision, as_of, known_at, engine_version,
// inputs_hash, inputs (compressed JSON), document (the very text that is answered), evaluated_at.
// Returns one row: document, entity, created (false if it was there).
// Called by service/stored.py.
:param party => "LEI:2138008KTNTDICZU8L25";
:param id => "0123456789abcdef";
:param properties => {verdict: "unknown", document: "{}"};
MATCH (p:Party {id: $party})
MERGE (d:Determination {id: $id})
  ON CREATE SET d += $properties, d.new = true
WITH p, d, d.new IS NOT NULL AS created
FOREACH (_ IN CASE WHEN created THEN [1] ELSE [] END | MERGE (p)-[:DETERMINED]->(d))
REMOVE d.new
RETURN d.document AS document, created;
