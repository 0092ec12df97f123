// What records say of who a party is, and where it sits, past statements too.
// Returns one row per statement: what (identity, seat), jurisdiction of a seat, identifiers of a record, statement.
// Called by service/lookups.py.
:param id => "GB-COH:01126618";
MATCH (p:Party {id: $id})
CALL (p) {
  MATCH (p)-[i:IDENTIFIED_BY]->(own:Identifier)
  WHERE i.record IS NOT NULL
  WITH i.source AS source, i.record AS record, collect(DISTINCT own.key) AS identifiers, collect(i {.*}) AS statements
  WITH identifiers, coalesce([s IN statements WHERE s.primary][0], statements[0]) AS statement
  RETURN "identity" AS what, null AS jurisdiction, identifiers, statement
  UNION ALL
  MATCH (p)-[s:SEATED_IN]->(j:Jurisdiction)
  RETURN "seat" AS what, j.code AS jurisdiction, [] AS identifiers, s {.*} AS statement
}
RETURN what, jurisdiction, identifiers, statement
ORDER BY statement.source, statement.record, what, statement.kind, statement.recorded_from;
