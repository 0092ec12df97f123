// Which version of these claims counts now? One row each that is current, ended or withdrawn.
// Columns: key, digest, published, version, valid_to, holder, subject, and state: current, ended or withdrawn.
:param keys => ['gleif:1'];
UNWIND $keys AS key
CALL (key) {
  MATCH (h:Party)-[r:INTEREST {key: key}]->(s:Party)
  USING INDEX r:INTEREST(key)
  RETURN r.digest AS digest, r.published AS published, r.version AS version, r.valid_to AS valid_to,
         h.id AS holder, s.id AS subject, 'current' AS state
  UNION ALL
  MATCH (h:Party)-[r:PAST_INTEREST {key: key}]->(s:Party)
  USING INDEX r:PAST_INTEREST(key)
  WHERE r.recorded_to IS NULL OR r.closed = 'withdrawn'
  RETURN r.digest AS digest, r.published AS published, r.version AS version, r.valid_to AS valid_to,
         h.id AS holder, s.id AS subject,
         CASE WHEN r.recorded_to IS NULL THEN 'ended' ELSE 'withdrawn' END AS state
}
RETURN key, digest, published, version, valid_to, holder, subject, state;
