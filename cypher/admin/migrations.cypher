// Which migrations are done? One row each: name, checksum.
MATCH (m:Migration)
RETURN m.name AS name, m.checksum AS checksum
ORDER BY name;
