// Replace the effective holdings in some parties and what the fixpoints must know of them. Writes.
// Each row: id, stated (metrics with a statement), properties (standing and cleared rest, per policy), seeds and no_seeds
// (labels of the policies under which the party begins a set, or does not), holdings.
// A holding: holder, properties. HOLDS that are not in a row's list are removed.
// Returns one row: subjects = how many parties were written.
// Called by service/consolidation.py and, with scratch parties, by service/evaluation.py.
:param rows => [{id: "GB-COH:01126618", stated: ["shares"], properties: {standing: "supported"}, seeds: [], no_seeds: ["Seed"], holdings: [{holder: "LEI:549300KBNGV4NYY3GE68", properties: {shares_low: 1, stake: "75-100 % of shares"}}]}];
UNWIND $rows AS row
MATCH (y:Party {id: row.id})
SET y += row.properties, y.stated = row.stated, y:$(row.seeds)
REMOVE y:$(row.no_seeds)
WITH y, row, [holding IN row.holdings | holding.holder] AS holders
CALL (y, holders) {
  MATCH (h:Party)-[stale:HOLDS]->(y)
  WHERE NOT h.id IN holders
  DELETE stale
}
CALL (y, row) {
  UNWIND row.holdings AS holding
  MATCH (h:Party {id: holding.holder})
  MERGE (h)-[e:HOLDS]->(y)
  SET e = holding.properties
}
RETURN count(y) AS subjects;
