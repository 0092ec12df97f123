// Which version of these notices counts now? One row each: key, digest, published, version, subject, state.
:param keys => ['gleif:1'];
UNWIND $keys AS key
CALL (key) {
  MATCH (p:Party)-[r:NOTICE {key: key}]->()
  USING INDEX r:NOTICE(key)
  RETURN r.digest AS digest, r.published AS published, r.version AS version, r.valid_to AS valid_to, p.id AS subject, 'current' AS state
  UNION ALL
  MATCH (p:Party)-[r:PAST_NOTICE {key: key}]->()
  USING INDEX r:PAST_NOTICE(key)
  WHERE r.recorded_to IS NULL OR r.closed = 'withdrawn'
  RETURN r.digest AS digest, r.published AS published, r.version AS version, r.valid_to AS valid_to, p.id AS subject,
         CASE WHEN r.recorded_to IS NULL THEN 'ended' ELSE 'withdrawn' END AS state
}
RETURN key, digest, published, version, valid_to, subject, state;
