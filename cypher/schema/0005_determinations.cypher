// Determinations that were asked to be kept: append-only, each under an id made of its question and its facts.
CREATE CONSTRAINT determination_id IF NOT EXISTS FOR (n:Determination) REQUIRE n.id IS UNIQUE;
