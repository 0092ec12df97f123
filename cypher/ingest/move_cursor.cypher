// Notes how far a source's stream has been read: where it resumes. In the transaction that writes what was read. Writes.
:param source => 'uk_psc';
:param cursor => '12345678';
MATCH (s:Source {id: $source})
SET s.cursor = $cursor;
