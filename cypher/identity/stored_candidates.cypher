// What is stored of these candidates, closed versions too: key, status, score, reasons, confirmed_by; the newest last.
// Called by service/candidates.py.
:param keys => ["0123456789abcdef"];
UNWIND $keys AS key
MATCH ()-[r:POSSIBLY_SAME_AS {key: key}]->()
USING INDEX r:POSSIBLY_SAME_AS(key)
RETURN key, r.status AS status, r.score AS score, r.reasons AS reasons, r.confirmed_by AS confirmed_by
ORDER BY key, r.recorded_from;
