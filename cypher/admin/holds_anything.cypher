// Does the graph hold anything but what every migrated graph has? No row for an empty graph, else one label that is there.
// Returns: label. Called before a bulk load, which replaces the whole database.
CALL db.labels() YIELD label
WITH label
WHERE NOT label IN ['Migration', 'Clock', 'Mark', 'Lock']
MATCH (n:$(label))
RETURN label
LIMIT 1;
