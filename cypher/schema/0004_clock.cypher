// The counters of the outbox. The epoch tells two graphs apart whose revisions happen to be equal.
MERGE (c:Clock {id: 'graph'}) ON CREATE SET c.rev = 0, c.epoch = randomUUID();

MERGE (m:Mark {id: 'graph'}) ON CREATE SET m.through = 0;

MERGE (l:Lock {id: 'ingest'}) ON CREATE SET l.holder = null;
