"""The party records of a batch on their way into the graph: identities, statements, seats, descriptions."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Protocol

from cypher.description import describe
from cypher.graph import Row, Tx
from cypher.merging import merge
from ingest.graves import Graves, is_outdated
from ingest.identity import Resolution, scoped
from ingest.records import Closed, PartyRecord
from ingest.rows import digest, seat_content, seat_row, statement_key, statement_rows
from ingest.source import Source


class Counts(Protocol):
    """Where the numbers go: see ``writer.Outcome``."""

    written: int
    unchanged: int
    outdated: int
    closed: int
    joined: int


class Parties:
    """One use per transaction: ``compare``, ``apply``, ``write``; ``subjects`` are the parties touched by then."""

    def __init__(self, tx: Tx, source: Source, at: datetime, records: dict[str, PartyRecord], graves: Graves) -> None:
        self._tx, self._source, self._at, self._records, self._graves = tx, source, at, records, graves
        self.changed: list[PartyRecord] = []
        self.subjects: set[str] = set()
        self.described_ids: set[str] = set()
        self._party_of: dict[str, str] = {}
        self._new_keys: set[str] = set()
        self._created: set[str] = set()
        self._winners: set[str] = set()

    def compare(self, counts: Counts) -> None:
        """Finds the records that say something new."""
        keys = {self._primary_key(record): record for record in self._records.values()}
        rows = self._tx.run("ingest/known_statements", keys=list(keys)) if keys else []
        known = {row["key"]: row for row in rows}
        for key, record in keys.items():
            stored = known.get(key)
            if stored and stored["digest"] == digest(self._source, record):
                counts.unchanged += 1
            elif self._graves.holds(record) or (stored and self._outdated(record, stored)):
                counts.outdated += 1
            else:
                self.changed.append(record)

    def apply(self, resolution: Resolution, described: set[str], counts: Counts) -> None:
        """Makes the parties and identifiers that are new and merges those that turned out to be one."""
        tx, self._party_of = self._tx, resolution.party_of
        self.described_ids = {self._party(record) for record in self.changed}
        self._new_keys = {identifier.key for identifier in resolution.new_identifiers}
        counts.joined += sum(
            self._party(record) in described and self._own(record) in self._new_keys for record in self.changed
        )
        self._merge(resolution, counts)
        self._created = {party for party, _ in resolution.created}
        if resolution.created:
            rows = [{"id": party, "born": born} for party, born in resolution.created]
            tx.run("ingest/create_parties", rows=rows)
            # A party known from a reference alone has a standing of its own: nothing seats it, so it is open.
            self.subjects |= {party for party, _ in resolution.created}
        if resolution.new_identifiers:
            rows = [{"key": one.key, "scheme": one.scheme, "value": one.value} for one in resolution.new_identifiers]
            tx.run("ingest/create_identifiers", rows=rows)

    def write(self, counts: Counts) -> None:
        """Writes statements, seats and descriptions."""
        rows = [row for record in self.changed for row in statement_rows(self._source, record, self._party_of)]
        earlier = self._earlier()
        self._write_statements(rows, earlier)
        self._write_references({row["identifier"] for row in rows})
        self._write_seats(earlier)
        touched = {row["party"] for row in rows} | {row["party"] for row in earlier} | self._winners
        self._describe(sorted(touched))
        self.subjects |= touched
        counts.written += len(self.changed)

    def withdraw(self, closings: list[Closed], counts: Counts) -> None:
        """Takes back party records: what they stated is past, and their parties are described without them."""
        asked = {one.record: one for one in closings}
        if not asked:
            return
        rows = [
            row
            for row in self._tx.run("ingest/statements_of_records", records=list(asked), source=self._source.id)
            if not row["past"] and not self._older(asked[row["record"]], row)
        ]
        if not rows:
            return
        self._tx.run("ingest/retire_statements", keys=[row["key"] for row in rows], at=self._at)
        pairs = sorted({(row["record"], row["party"]) for row in rows})
        where = [{"party": party, "source": self._source.id, "record": record} for record, party in pairs]
        if seats := [row["key"] for row in self._tx.run("ingest/seats_of_records", rows=where)]:
            self._tx.run("ingest/retire_seats", keys=seats, at=self._at)
        touched = {party for _, party in pairs}
        self._describe(sorted(touched))
        self.subjects |= touched
        counts.closed += len({record for record, _ in pairs})

    def _outdated(self, record: PartyRecord, stored: Row) -> bool:
        return is_outdated((record.published, record.version), (stored["published"], stored["version"]))

    def _older(self, closing: Closed, stored: Row) -> bool:
        return is_outdated((closing.published, closing.version), (stored["published"], stored["version"]))

    def _merge(self, resolution: Resolution, counts: Counts) -> None:
        if not resolution.merges:
            return
        tx = self._tx
        self._winners = {one.winner for one in resolution.merges}
        both = sorted(self._winners.union(one.loser for one in resolution.merges))
        self.subjects |= {row["id"] for row in tx.run("ingest/held_by", ids=both)} | set(both)
        merge(tx, resolution.merges, self._at)
        counts.joined += len(resolution.merges)

    def _earlier(self) -> list[Row]:
        records = [record.record for record in self.changed]
        if not records:
            return []
        return self._tx.run("ingest/statements_of_records", records=records, source=self._source.id)

    def _write_statements(self, rows: list[Row], earlier: list[Row]) -> None:
        tx, there = self._tx, {row["key"] for row in earlier}
        now = {row["properties"]["key"] for row in rows}
        if new := [row for row in rows if row["properties"]["key"] not in there]:
            tx.run("ingest/create_statements", rows=new, at=self._at)
        if kept := [row for row in rows if row["properties"]["key"] in there]:
            updates = [{"key": row["properties"]["key"], "properties": row["properties"]} for row in kept]
            tx.run("ingest/update_statements", rows=updates)
        if gone := [row["key"] for row in earlier if not row["past"] and row["key"] not in now]:
            tx.run("ingest/retire_statements", keys=gone, at=self._at)
        if stated := sorted({row["identifier"] for row in rows} - self._new_keys):
            tx.run("ingest/drop_references", keys=[f"reference#{key}" for key in stated])

    def _write_references(self, stated: set[str]) -> None:
        rows = [
            {
                "party": self._party_of[key],
                "identifier": key,
                "properties": {
                    "key": f"reference#{key}",
                    "source": self._source.id,
                    "primary": False,
                    "reference": True,
                },
            }
            for key in sorted(self._new_keys - stated)
        ]
        if rows:
            self._tx.run("ingest/create_statements", rows=rows, at=self._at)

    def _write_seats(self, earlier: list[Row]) -> None:
        tx, source = self._tx, self._source.id
        ask = {(row["record"], row["party"]) for row in earlier}
        rows = [{"party": party, "source": source, "record": record} for record, party in sorted(ask)]
        stored: dict[str, list[Row]] = defaultdict(list)
        for row in tx.run("ingest/seats_of_records", rows=rows) if rows else []:
            stored[row["record"]].append(row)
        new: list[Row] = []
        gone: list[str] = []
        for record in self.changed:
            party = self._party(record)
            there = {
                (row["kind"], row["jurisdiction"], row["stated"], row["valid_from"], row["valid_to"]): row["key"]
                for row in stored[record.record]
                if row["party"] == party
            }
            wanted = {seat_content(seat): seat for seat in record.seats}
            kept = {there[content] for content in there.keys() & wanted.keys()}
            gone += [row["key"] for row in stored[record.record] if row["key"] not in kept]
            fresh = [seat for content, seat in wanted.items() if content not in there]
            new += [seat_row(source, record, seat, party, n, self._at) for n, seat in enumerate(fresh, 1)]
        if new:
            tx.run("ingest/create_seats", rows=new, at=self._at)
        if gone:
            tx.run("ingest/retire_seats", keys=gone, at=self._at)

    def _describe(self, touched: list[str]) -> None:
        if not touched:
            return
        stored = self._tx.run("ingest/descriptions", ids=touched)
        # Of a party that nobody describes any longer the last description stays; its seats are gone with the record.
        stored = [row for row in stored if row["statements"] or not row["described"]]
        rows = [describe(row["id"], row["statements"]) for row in stored]
        changed = [
            row["id"]
            for row, new in zip(stored, rows, strict=True)
            if row["id"] not in self._created
            and any(row[field] != new["properties"][field] for field in ("name", "kind", "dissolved_on"))
        ]
        if changed:
            self._tx.run("ingest/keep_descriptions", ids=changed, at=self._at)
        self._tx.run("ingest/describe_parties", rows=rows)
        # What a party is decides what its interests are worth: a dissolved one holds nothing.
        shifted = [
            row["id"]
            for row, new in zip(stored, rows, strict=True)
            if any(row[field] != new["properties"][field] for field in ("kind", "dissolved_on"))
        ]
        if shifted:
            self.subjects |= {row["id"] for row in self._tx.run("ingest/held_by", ids=shifted)}

    def _own(self, record: PartyRecord) -> str:
        return scoped(record.id, self._source.id).key

    def _party(self, record: PartyRecord) -> str:
        return self._party_of[self._own(record)]

    def _primary_key(self, record: PartyRecord) -> str:
        return statement_key(self._source.id, record.record, scoped(record.id, self._source.id))
