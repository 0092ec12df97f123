// What a stream has withdrawn, with its own order: see ingest/dig_graves.cypher.
CREATE CONSTRAINT grave_key IF NOT EXISTS FOR (n:Grave) REQUIRE n.key IS UNIQUE;

// Snapshots are compared by keys, no longer by a stamp.
DROP INDEX interest_run IF EXISTS;
