// Does the graph hold anything but what every migrated graph has? One row per kind of node, none for an empty graph.
// Returns: labels. Called before a bulk load, which replaces the whole database.
MATCH (n)
WHERE NOT n:Migration AND NOT n:Clock AND NOT n:Mark AND NOT n:Lock
RETURN labels(n) AS labels
LIMIT 1;
