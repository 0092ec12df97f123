// Makes names of migrations unique, so that two who migrate at once agree on what is done. Writes schema.
CREATE CONSTRAINT migration_name IF NOT EXISTS FOR (n:Migration) REQUIRE n.name IS UNIQUE;
