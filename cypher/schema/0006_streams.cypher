// What a stream has withdrawn, with its own order: see ingest/dig_graves.cypher.
CREATE CONSTRAINT grave_key IF NOT EXISTS FOR (n:Grave) REQUIRE n.key IS UNIQUE;

// Snapshots are compared by keys, no longer by a stamp.
DROP INDEX interest_run IF EXISTS;

// The load that is under way of each source, and how its last one ended.
CREATE CONSTRAINT loading_id IF NOT EXISTS FOR (n:Loading) REQUIRE n.id IS UNIQUE;
