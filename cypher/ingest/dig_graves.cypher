// Notes when statements were withdrawn, so that an older one that is read later stays withdrawn. Writes.
:param rows => [{key: 'uk_psc:1', published: date(), version: 17}];
UNWIND $rows AS row
MERGE (g:Grave {key: row.key})
WITH g, row
WHERE g.version IS NULL OR g.version <= row.version
SET g.version = row.version, g.published = row.published;
