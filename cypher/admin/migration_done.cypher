// Records a migration as done. Writes.
:param name => '0001_keys';
:param checksum => 'e3b0c442';
:param at => datetime();
MERGE (m:Migration {name: $name})
SET m.checksum = $checksum, m.at = $at;
