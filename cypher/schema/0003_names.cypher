// Names are searched by words, and looked up by their folded form; the folded forms of all names are one token each.
CREATE FULLTEXT INDEX party_names IF NOT EXISTS FOR (n:Party) ON EACH [n.names]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}};

CREATE FULLTEXT INDEX party_name_keys IF NOT EXISTS FOR (n:Party) ON EACH [n.name_keys]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword'}};

CREATE INDEX party_name_key IF NOT EXISTS FOR (n:Party) ON (n.name_key);
