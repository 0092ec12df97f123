// Notes that a party is not the one with this identifier, whatever a record may say: a person decided it. Writes.
// Called by service/parting.py.
:param party => "LEI:1";
:param identifier => "LEI:2";
:param by => "ann";
:param reason => "another company";
:param at => datetime();
MATCH (p:Party {id: $party})
MATCH (d:Identifier {key: $identifier})
CREATE (p)-[n:NOT_IDENTIFIED_BY {parted_by: $by, parted_reason: $reason, parted_at: $at}]->(d);
