// Waits until every index answers, for the given number of seconds at most.
:param seconds => 300;
CALL db.awaitIndexes($seconds);
