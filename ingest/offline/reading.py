"""What was loaded, read back: parties with their claims as ``cypher/lookup/claims_on.cypher`` gives them, and rings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.offline.claims import BRANCHES, INTERESTS, NOTICES
from ingest.offline.shelf import Row, Shelf

_IN = "IN (SELECT value FROM json_each(?))"


def held(shelf: Shelf) -> Iterator[tuple[int, int]]:
    """Who holds whom, among those who may be on a ring: (holder, subject); a branch and its head hold each other.

    Persons are not held, and who is held by nobody is on no ring.
    """
    shelf.index_ends()
    text = f"""
        SELECT DISTINCT coalesce(i.party, c.holder) AS above, c.subject FROM claim AS c
        LEFT JOIN identifier AS i ON i.key = c.behalf
        WHERE c.kind = {INTERESTS} AND c.past = 0 AND EXISTS (
          SELECT 1 FROM claim AS d WHERE d.subject = coalesce(i.party, c.holder) AND d.kind < 2 AND d.past = 0
          UNION ALL SELECT 1 FROM claim AS d WHERE d.holder = coalesce(i.party, c.holder) AND d.kind = {BRANCHES}
        )
    """
    yield from shelf.rows(text)
    for branch, head in shelf.rows("SELECT holder, subject FROM claim WHERE kind = ? AND past = 0", BRANCHES):
        yield branch, head
        yield head, branch


def party_numbers(shelf: Shelf, size: int) -> Iterator[list[int]]:
    """The numbers of all parties, so many at a time."""
    last = 0
    while found := [n for (n,) in shelf.rows("SELECT n FROM party WHERE n > ? ORDER BY n LIMIT ?", last, size)]:
        yield found
        last = found[-1]


class Slice:
    """Some parties with what is said of them. ``numbers``: of everybody named, by id. ``parties``: the asked ones.

    ``rows`` are as ``lookup/claims_on`` gives them.
    """

    def __init__(self, shelf: Shelf, wanted: list[int]) -> None:
        self._shelf = shelf
        self.parties: dict[int, tuple[str, int, str, Row]] = {}
        self.numbers: dict[str, int] = {}
        self._known: dict[int, Row] = {}
        claims, current = self._claims(wanted)
        behalf = dict(
            shelf.among(f"SELECT key, party FROM identifier WHERE key {_IN}", sorted({b for *_, b in current if b}))
        )
        heads = self._heads({*wanted, *(holder for _, holder, _ in current), *behalf.values()})
        self._describe({*wanted, *heads, *(h for found in heads.values() for h, _ in found)}, wanted)
        self._describe({holder for holder, _, _ in claims} - self._known.keys(), ())
        self._describe({*behalf.values()} - self._known.keys(), ())
        self.rows = self._rows(wanted, claims, current, behalf, heads)

    def _rows(self, wanted: list[int], claims: Any, current: Any, behalf: dict[str, int], heads: Any) -> list[Row]:
        seats: dict[int, list[Row]] = defaultdict(list)
        text = f"SELECT party, jurisdiction, shape, data FROM seat WHERE party {_IN} AND past = 0"
        for party, place, shape, data in self._shelf.among(text, wanted):
            seats[party].append(self._shelf.unpacked(shape, data) | {"jurisdiction": place})
        listings: dict[int, list[Row]] = defaultdict(list)
        text = f"SELECT subject, shape, data FROM claim WHERE subject {_IN} AND kind = {NOTICES} AND past = 0"
        for subject, shape, data in self._shelf.among(text, wanted):
            if (said := self._shelf.unpacked(shape, data)).get("listed_on") is not None:
                listings[subject].append(said)
        on: dict[int, list[Row]] = defaultdict(list)
        for holder, subject, properties in claims:
            on[subject].append(properties | {"holder": self._known[holder]["id"]})
        above: dict[int, dict[int, None]] = defaultdict(dict)
        for subject, holder, own in current:
            queue = [holder, *([behalf[own]] if own else [])]
            for one in queue:
                if one not in above[subject]:
                    above[subject][one] = None
                    queue += [head for head, _ in heads.get(one, ())]
        return [
            self._known[n]
            | {
                "rest": None,
                "listed": None,
                "heads": self._named(heads.get(n, ())),
                "seats": seats.get(n, []),
                "listings": listings.get(n, []),
                "claims": on.get(n, []),
                "holders": [self._known[h] | {"heads": self._named(heads.get(h, ()))} for h in above.get(n, ())],
            }
            for n in wanted
        ]

    def _claims(self, wanted: list[int]) -> tuple[list[tuple[int, int, Row]], list[tuple[int, int, str | None]]]:
        text = (
            "SELECT holder, subject, past, behalf, scope, shape, data FROM claim "
            f"WHERE subject {_IN} AND kind = {INTERESTS}"
        )
        claims, current = [], []
        for holder, subject, past, behalf, scope, shape, data in self._shelf.among(text, wanted):
            columns = {"on_behalf_of": behalf, "scope": scope}
            claims.append((holder, subject, self._shelf.unpacked(shape, data) | columns))
            if not past:
                current.append((subject, holder, behalf))
        return claims, current

    def _heads(self, parties: set[int]) -> dict[int, list[tuple[int, Row]]]:
        """Of branches their heads, and so on upwards: (head, the statement)."""
        found: dict[int, list[tuple[int, Row]]] = {}
        queue = parties
        text = f"SELECT holder, subject, shape, data FROM claim WHERE holder {_IN} AND kind = {BRANCHES} AND past = 0"
        while queue:
            new: set[int] = set()
            for branch, head, shape, data in self._shelf.among(text, sorted(queue)):
                found.setdefault(branch, []).append((head, self._shelf.unpacked(shape, data)))
                new.add(head)
            queue = new - found.keys() - parties
        return found

    def _named(self, heads: Iterable[tuple[int, Row]]) -> list[Row]:
        return [statement | {"head": self._known[head]["id"]} for head, statement in heads]

    def _describe(self, parties: set[int], wanted: Iterable[int]) -> None:
        asked = set(wanted)
        text = f"SELECT n, id, born, label, shape, data FROM party WHERE n {_IN}"
        for n, id_, born, label, shape, data in self._shelf.among(text, sorted(parties)):
            properties = self._shelf.unpacked(shape, data)
            self.numbers[id_] = n
            self._known[n] = {"id": id_, **{name: properties.get(name) for name in ("name", "kind", "dissolved_on")}}
            if n in asked:
                self.parties[n] = (id_, born, label, properties)
