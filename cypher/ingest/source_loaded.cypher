// Notes that a source was loaded: when, how well, and the youngest date that its records bear. Writes.
// One row: news = it holds restricted-party lists that were not there on that day, so that answers may be others now.
:param id => 'gleif';
:param at => datetime();
:param properties => {records: 1, refused: 0};
:param lists => ["us-ofac-sdn"];
:param whole => true;
:param published_max => date();
MATCH (s:Source {id: $id})
WITH s, coalesce(s.published_max, date(s.loaded_at)) AS before
SET s.loaded_at = $at, s.first_loaded_at = coalesce(s.first_loaded_at, $at), s += $properties,
    s.lists = CASE WHEN $whole THEN $lists ELSE [one IN coalesce(s.lists, []) WHERE NOT one IN $lists] + $lists END,
    s.published_max = CASE
      WHEN s.published_max > $published_max THEN s.published_max
      ELSE coalesce($published_max, s.published_max)
    END
RETURN size(coalesce(s.lists, [])) > 0 AND (before IS NULL OR before <> coalesce(s.published_max, date($at))) AS news;
