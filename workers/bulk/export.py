"""What was loaded, consolidated and written as the CSV files of an import."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from cypher.vocabulary import METRICS
from ingest.offline.claims import BRANCHES, INTERESTS, KINDS, NOTICES
from ingest.offline.reading import Slice, held, party_numbers
from ingest.offline.shelf import Shelf
from service.consolidation import REBUILD, derived
from service.determination.own_shares import rings
from service.holds import AMOUNT_NAMES, NAMES
from service.marks import live
from service.policy.model import Policy
from workers.bulk.table import SEPARATOR, Table

SLICE = 2_000
"""Parties consolidated at once, beside the rings that they are on."""
_SHARES = {f"{metric}_{end}": "long" for metric in METRICS for end in ("low", "high")}
_CURRENT = {INTERESTS: "INTEREST", BRANCHES: "BRANCH_OF", NOTICES: "NOTICE"}
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Written:
    """The files of an import: ``nodes`` by themselves, ``relationships`` by type. ``elements``: rows in all."""

    folder: Path
    nodes: list[Path] = field(default_factory=list)
    relationships: list[tuple[str, Path]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    multiline: bool = False

    @property
    def elements(self) -> int:
        return sum(self.counts.values())


class Export:
    """Writes the files of one load into ``folder``. ``at``: the instant of its one change."""

    def __init__(self, shelf: Shelf, folder: Path, policies: Sequence[Policy], today: date, at: datetime) -> None:
        self._shelf, self._policies, self._today, self._at = shelf, policies, today, at
        self.written = Written(folder)
        self._sources = [
            (n, id_, shelf.unpacked(shape, data)) for n, id_, shape, data in shelf.rows("SELECT * FROM source")
        ]
        self._grades = {id_: (said["grade"], said["rank"]) for _, id_, said in self._sources}

    def consolidate(self, progress: Progress = lambda *_: None) -> None:
        """Parties and HOLDS: what all claims amount to, slice by slice, whole rings at once."""
        shelf, marks = self._shelf, [live(policy) for policy in self._policies]
        own = [name for one in marks for name in (one.standing, one.rest_cleared)]
        lists = {one.rest_cleared: "string[]" for one in marks} | {"stated": "string[]"}
        columns = dict.fromkeys(["id", "born", *shelf.columns("party"), *own, "stated", "stands_for"])
        total = shelf.rows("SELECT count(*) FROM party").fetchone()[0]
        last: int = shelf.rows("SELECT coalesce(max(n), 0) FROM party").fetchone()[0]
        done = 0
        with ExitStack() as stack:
            parties = self._nodes(stack, "parties", "party", columns, types=lists)
            holds = self._relationships(stack, "HOLDS", "party", "party", NAMES, dict.fromkeys(AMOUNT_NAMES, "long"))
            for wanted in self._slices():
                found = Slice(shelf, wanted)
                result = derived(found.rows, self._grades, self._policies, self._today)
                for joint in sorted(result.joints):
                    last += 1
                    found.numbers[joint] = last
                for entry in result.entries:
                    n = found.numbers[entry["id"]]
                    id_, born, label, said = found.parties.get(n, (entry["id"], None, "Joint", {}))
                    properties = said | entry["properties"] | {"id": id_, "born": born, "stated": entry["stated"]}
                    parties.add([n], properties, SEPARATOR.join(["Party", label, *entry["seeds"]]))
                    for holding in entry["holdings"]:
                        holds.add([found.numbers[holding["holder"]], n], holding["properties"])
                done += len(wanted)
                progress("consolidating", done, total)

    def rest(self, progress: Progress = lambda *_: None) -> None:
        """All that is only written down: identifiers, statements, seats, claims, history, sources, the change."""
        steps = (self._identifiers, self._statements, self._seats, self._claims, self._history, self._ledger)
        for number, step in enumerate(steps):
            progress("writing", number, len(steps))
            with ExitStack() as stack:
                step(stack)
        progress("writing", len(steps), len(steps))

    def _slices(self) -> Iterator[list[int]]:
        """Whole rings first, together with others until a slice is full; then everybody else."""
        holders: dict[str, list[str]] = {}
        for holder, subject in held(self._shelf):
            holders.setdefault(str(subject), []).append(str(holder))
        on_rings: set[int] = set()
        waiting: list[int] = []
        for ring in rings(holders):
            members = sorted(map(int, ring))
            on_rings.update(members)
            waiting += members
            if len(waiting) >= SLICE:
                yield waiting
                waiting = []
        del holders
        if waiting:
            yield waiting
        for numbers in party_numbers(self._shelf, SLICE):
            if others := [n for n in numbers if n not in on_rings]:
                yield others

    def _identifiers(self, stack: ExitStack) -> None:
        table = self._nodes(stack, "identifiers", "identifier", ["key", "scheme", "value"])
        for n, key, scheme in self._shelf.rows("SELECT n, key, scheme FROM identifier"):
            table.add([n], {"key": key, "scheme": scheme, "value": key[len(scheme) + 1 :]}, "Identifier")

    def _statements(self, stack: ExitStack) -> None:
        shelf = self._shelf
        table = self._relationships(stack, "IDENTIFIED_BY", "party", "identifier", shelf.columns("statement"))
        text = (
            "SELECT s.party, i.n, s.shape, s.data FROM statement AS s "
            "CROSS JOIN identifier AS i ON i.key = s.identifier"
        )
        for party, identifier, shape, data in shelf.rows(text):
            table.add([party, identifier], shelf.unpacked(shape, data))

    def _seats(self, stack: ExitStack) -> None:
        shelf, places = self._shelf, dict[str, int]()
        table = self._relationships(stack, "SEATED_IN", "party", "place", shelf.columns("seat"))
        for party, place, shape, data in shelf.rows("SELECT party, jurisdiction, shape, data FROM seat"):
            table.add([party, places.setdefault(place, len(places) + 1)], shelf.unpacked(shape, data))
        codes = self._nodes(stack, "places", "place", ["code"])
        for place, n in places.items():
            codes.add([n], {"code": place}, "Jurisdiction")

    def _claims(self, stack: ExitStack) -> None:
        shelf, sources = self._shelf, {id_: n for n, id_, _ in self._sources}
        tables: dict[tuple[int, int], Table] = {}
        for kind, name in _CURRENT.items():
            other = "source" if kind == NOTICES else "party"
            columns = shelf.columns(KINDS[kind])
            for past in (0, 1):
                type_ = f"PAST_{name}" if past else name
                tables[kind, past] = self._relationships(stack, type_, "party", other, columns, _SHARES)
        inverse = self._relationships(stack, "HEAD_OF", "party", "party", ["key"])
        text = "SELECT kind, past, holder, subject, source, behalf, scope, shape, data FROM claim"
        for kind, past, holder, subject, source, behalf, scope, shape, data in shelf.rows(text):
            properties = shelf.unpacked(shape, data)
            if kind == INTERESTS:
                properties |= {"on_behalf_of": behalf, "scope": scope}
            ends = [subject, sources[source]] if kind == NOTICES else [holder, subject]
            tables[kind, past].add(ends, properties)
            if kind == BRANCHES and not past:
                inverse.add([subject, holder], {"key": properties["key"]})

    def _history(self, stack: ExitStack) -> None:
        shelf = self._shelf
        was = self._relationships(stack, "WAS", "party", "party", shelf.columns("was"))
        for party, shape, data in shelf.rows("SELECT party, shape, data FROM was"):
            was.add([party, party], shelf.unpacked(shape, data))
        merges = self._nodes(stack, "merges", "merge", shelf.columns("merge"))
        into = self._relationships(stack, "INTO", "merge", "party", [])
        for n, winner, shape, data in shelf.rows("SELECT n, winner, shape, data FROM merge"):
            merges.add([n], shelf.unpacked(shape, data), "Merge")
            into.add([n, winner], {})

    def _ledger(self, stack: ExitStack) -> None:
        sources = self._nodes(stack, "sources", "source", ["id", *self._shelf.columns("source")])
        for n, id_, said in self._sources:
            sources.add([n], said | {"id": id_}, "Source")
        graves = self._nodes(stack, "graves", "grave", ["key", "published", "version"])
        for n, (key, published, version) in enumerate(self._shelf.rows("SELECT key, published, version FROM grave"), 1):
            day = date.fromisoformat(published) if published else None
            graves.add([n], {"key": key, "published": day, "version": version}, "Grave")
        batch, at = f"bulk:{self._at.isoformat()}", self._at
        counts = msgspec.json.encode(self.written.counts).decode()
        change = {"seq": 1, "batch": batch, "kind": REBUILD, "source": "bulk", "subjects": [], "at": at}
        for name, label, properties in (
            ("clock", "Clock", {"id": "graph", "rev": 1, "epoch": str(uuid.uuid4()), "at": at}),
            ("mark", "Mark", {"id": "graph", "through": 0}),
            ("lock", "Lock", {"id": "ingest"}),
            ("change", "Change", change),
            ("batch", "Batch", {"id": batch, "seq": 1, "report": counts, "at": at}),
        ):
            self._nodes(stack, name, name, properties).add([1], properties, label)

    def _nodes(self, stack: ExitStack, name: str, space: str, columns: Iterable[str], **options: Any) -> Table:
        path = self.written.folder / f"{name}.csv"
        self.written.nodes.append(path)
        return self._opened(stack, name, Table(path, [f":ID({space})"], columns, labels=True, **options))

    def _relationships(
        self, stack: ExitStack, name: str, start: str, end: str, columns: Iterable[str], types: Any = None
    ) -> Table:
        path = self.written.folder / f"{name}.csv"
        self.written.relationships.append((name, path))
        ends = [f":START_ID({start})", f":END_ID({end})"]
        return self._opened(stack, name, Table(path, ends, columns, types=types))

    def _opened(self, stack: ExitStack, name: str, table: Table) -> Table:
        def note() -> None:
            self.written.counts[name] = table.rows
            self.written.multiline = self.written.multiline or table.multiline

        stack.callback(note)
        return stack.enter_context(table)
