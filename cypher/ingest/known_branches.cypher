// Which version of these branch statements counts now? One row each: key, digest, published, version, from, to, state.
:param keys => ['gleif:1'];
UNWIND $keys AS key
CALL (key) {
  MATCH (b:Party)-[r:BRANCH_OF {key: key}]->(h:Party)
  USING INDEX r:BRANCH_OF(key)
  RETURN r.digest AS digest, r.published AS published, r.version AS version, r.valid_to AS valid_to,
         b.id AS holder, h.id AS subject, 'current' AS state
  UNION ALL
  MATCH (b:Party)-[r:PAST_BRANCH_OF {key: key}]->(h:Party)
  USING INDEX r:PAST_BRANCH_OF(key)
  WHERE r.recorded_to IS NULL OR r.closed = 'withdrawn'
  RETURN r.digest AS digest, r.published AS published, r.version AS version, r.valid_to AS valid_to,
         b.id AS holder, h.id AS subject,
         CASE WHEN r.recorded_to IS NULL THEN 'ended' ELSE 'withdrawn' END AS state
}
RETURN key, digest, published, version, valid_to, holder, subject, state;
