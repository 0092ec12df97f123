// Notes that a source was loaded: when, how many records, and the youngest date that they bear. Writes.
:param id => 'gleif';
:param at => datetime();
:param records => 1;
:param published_max => date();
MATCH (s:Source {id: $id})
SET s.loaded_at = $at, s.records = $records,
    s.published_max = CASE
      WHEN s.published_max > $published_max THEN s.published_max
      ELSE coalesce($published_max, s.published_max)
    END;
