// Which claims of these scopes are in force? One row each: scope, key.
:param scopes => ['company/1'];
:param source => 'gleif';
UNWIND $scopes AS scope
MATCH (a)-[r:INTEREST]->(b)
USING INDEX r:INTEREST(source, scope)
WHERE r.source = $source AND r.scope = scope
RETURN scope, r.key AS key;
