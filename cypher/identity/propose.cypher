// Notes that two parties may be one, for a person to decide. Writes. A row whose party is gone is passed over.
// Called by service/candidates.py.
:param rows => [{one: "LEI:1", other: "LEI:2", key: "0123456789abcdef", score: 85, reasons: ["same name"]}];
:param run => "r";
:param at => datetime();
UNWIND $rows AS row
MATCH (one:Party {id: row.one})
USING INDEX one:Party(id)
MATCH (other:Party {id: row.other})
USING INDEX other:Party(id)
CREATE (one)-[:POSSIBLY_SAME_AS {key: row.key, parties: [row.one, row.other], score: row.score, reasons: row.reasons,
  status: 'open', run: $run, recorded_from: $at}]->(other);
