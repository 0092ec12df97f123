// Ends a transaction that changed something: the next revision, its Change, and the batch's receipt. Writes.
// Must be the transaction's last statement: the clock's lock makes the order of commits the order of revisions.
:param batch => 'gleif:2026-01-01:1';
:param kind => 'load';
:param source => 'gleif';
:param subjects => ['LEI:1'];
:param report => '{}';
:param at => datetime();
MATCH (c:Clock {id: 'graph'})
SET c.rev = c.rev + 1, c.at = $at
WITH c.rev AS seq
CREATE (:Change {seq: seq, batch: $batch, kind: $kind, source: $source, subjects: $subjects, at: $at})
CREATE (:Batch {id: $batch, seq: seq, report: $report, at: $at})
RETURN seq;
