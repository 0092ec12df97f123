// Takes the loader's lock until the transaction ends, and tells whether this batch was committed before. Writes.
// One loader at a time: two that met the same new identifier at once would make two parties of it.
// One row: report and seq, null if the batch is new; last, the instant of the newest change (null before the first).
:param batch => 'gleif:2026-01-01:1';
MERGE (l:Lock {id: 'ingest'})
SET l.holder = $batch
WITH l
MATCH (c:Clock {id: 'graph'})
OPTIONAL MATCH (b:Batch {id: $batch})
RETURN b.report AS report, b.seq AS seq, c.at AS last;
