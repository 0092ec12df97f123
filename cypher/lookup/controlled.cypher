// Who is in a policy's certain set by what others hold, not by an own seat, and sits in none of some places.
// A party without any seat in force is left out, unless $outside is empty: then nobody is. Mailing addresses are no seats.
// Returns rows in order of id: id, round, seats (kind and jurisdiction).
// Called by workers/commands/restricted.py. The names come from service/marks.py, the places are ISO 3166 codes.
:param label => "Restricted";
:param round => "restricted_round";
:param outside => ["CN", "HK"];
:param today => date("2026-01-01");
MATCH (p:$($label))
WHERE p[$round] > 0
WITH p, [(p)-[s:SEATED_IN]->(j:Jurisdiction)
         WHERE s.kind <> "mailing" AND s.recorded_to IS NULL
           AND (s.valid_from IS NULL OR s.valid_from <= $today) AND (s.valid_to IS NULL OR $today < s.valid_to)
         | {kind: s.kind, jurisdiction: j.code}] AS seats
WHERE size($outside) = 0
   OR (size(seats) > 0
       AND none(seat IN seats WHERE seat.jurisdiction IN $outside OR split(seat.jurisdiction, "-")[0] IN $outside))
RETURN p.id AS id, p[$round] AS round, seats
ORDER BY id;
