"""The claims of a batch (interests, branches or notices) on their way into the graph: new, changed, ended, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cypher.graph import Row, Tx
from ingest.graves import Graves, is_outdated
from ingest.identity import Resolution
from ingest.parties import Counts
from ingest.records import BranchRecord, Closed, InterestRecord, NoticeRecord
from ingest.rows import Claim, claim_row, digest, record_key
from ingest.source import Source

_FILES: Mapping[type[Any], str] = {
    InterestRecord: "interests",
    BranchRecord: "branches",
    NoticeRecord: "notices",
}


class Claims:
    """The claims of one kind. One use per transaction: ``compare``, ``resolved``, ``write``, then the closings.

    ``subjects`` are the parties on which what is held, or said instead, changed: before or after.
    """

    def __init__(
        self,
        tx: Tx,
        source: Source,
        at: datetime,
        kind: type[Any],
        records: dict[str, Any],
        graves: Graves,
        *,
        closing: frozenset[str],
    ) -> None:
        self._tx, self._source, self._at, self._files = tx, source, at, _FILES[kind]
        self._closing, self._graves = closing, graves
        self._records: dict[str, Claim] = {record_key(source.id, record.record): record for record in records.values()}
        self._stored: dict[str, Row] = {}
        self._party_of: dict[str, str] = {}
        self._survivors: dict[str, str] = {}
        self.changed: list[Claim] = []
        self.subjects: set[str] = set()

    def compare(self, counts: Counts) -> None:
        """Finds the claims that say something new."""
        known = self._known(self._records)
        for key, record in self._records.items():
            versions = known.get(key, [])
            stored = next((row for row in versions if row["state"] != "withdrawn"), None)
            if stored:
                self._stored[key] = stored
            if self._says_nothing_new(key, digest(self._source, record), stored, versions):
                counts.unchanged += 1
            elif self._graves.holds(record) or (stored and _outdated(record, stored)):
                counts.outdated += 1
            else:
                self.changed.append(record)

    def resolved(self, resolution: Resolution) -> None:
        """Takes the identities, once the parties are in the graph."""
        self._party_of = resolution.party_of
        self._survivors = {merge.loser: merge.winner for merge in resolution.merges}

    def write(self, counts: Counts) -> None:
        """Writes new versions; what they replace becomes past."""
        today = self._at.date()
        create: list[Row] = []
        create_past: list[Row] = []
        replace: list[Row] = []
        retire: list[Row] = []
        retire_ended: list[str] = []
        for record in self.changed:
            row = claim_row(self._source, record, self._party_of)
            old = self._stored.get(row["key"])
            ended = record.valid_to is not None and record.valid_to <= today
            self._touch(row)
            if old:
                self._touch(old)
            if old and old["state"] == "current" and not ended and self._in_place(old, row):
                replace.append(row)
                continue
            if old and old["state"] == "current":
                retire.append({"key": row["key"], "valid_to": None})
            elif old:
                retire_ended.append(row["key"])
            (create_past if ended else create).append(row)
        if replace:
            self._tx.run("ingest/replace_interests", rows=replace, at=self._at)
        if retire:
            self._tx.run(f"ingest/retire_{self._files}", rows=retire, closed="superseded", at=self._at)
        self._retire_ended(retire_ended, "superseded")
        extra = {"source": self._source.id} if self._files == "notices" else {}
        if create:
            self._tx.run(f"ingest/create_{self._files}", rows=create, at=self._at, **extra)
        if create_past:
            self._tx.run(f"ingest/create_past_{self._files}", rows=create_past, at=self._at, **extra)
        counts.written += len(self.changed)

    def withdraw(self, closings: Iterable[Closed], today: date, counts: Counts) -> None:
        """Closes what the source ends or takes back; an end that is still to come is noted only."""
        asked = {record_key(self._source.id, one.record): one for one in closings}
        known = self._known(asked)
        now: list[Row] = []
        later: list[Row] = []
        ended: list[str] = []
        for key, versions in known.items():
            for row in versions:
                on = asked[key].on
                if row["state"] != "withdrawn" and _outdated(asked[key], row):
                    counts.outdated += 1
                elif row["state"] == "ended":
                    ended.append(key)
                elif row["state"] == "current" and (on is None or on <= today):
                    now.append({"key": key, "valid_to": on})
                elif row["state"] == "current" and row["valid_to"] != on:
                    later.append({"key": key, "valid_to": on})
                    self._touch(row)
        self.retire(now, "withdrawn", counts)
        self._retire_ended(ended, "withdrawn")
        if later:
            self._tx.run(f"ingest/end_{self._files}", rows=later, at=self._at)
        counts.closed += len(ended) + len(later)

    def complete(self, scopes: Mapping[str, frozenset[str]], counts: Counts) -> None:
        """Closes the claims of ``scopes`` that are not among those listed."""
        if not scopes:
            return
        rows = self._tx.run("ingest/claims_of_scopes", scopes=list(scopes), source=self._source.id)
        gone = [row["key"] for row in rows if row["key"] not in scopes[row["scope"]]]
        self.retire(({"key": key, "valid_to": None} for key in gone), "absent", counts)

    def retire(self, rows: Iterable[Row], closed: str, counts: Counts) -> None:
        """Takes current claims out of force. Rows: key and the day on which it ended (None: as it was)."""
        if rows := list(rows):
            found = self._tx.run(f"ingest/retire_{self._files}", rows=rows, closed=closed, at=self._at)
            for row in found:
                self._touch(row)
            counts.closed += len(found)

    def _known(self, keys: Iterable[str]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        if listed := list(keys):
            for row in self._tx.run(f"ingest/known_{self._files}", keys=listed):
                found.setdefault(row["key"], []).append(row)
        return found

    def _says_nothing_new(self, key: str, own: str, stored: Row | None, versions: list[Row]) -> bool:
        if stored:
            return bool(stored["digest"] == own)
        # A claim that its own file goes on to close is history that is known, not one that came back.
        return key in self._closing and any(row["digest"] == own for row in versions)

    def _in_place(self, old: Row, new: Row) -> bool:
        if self._files != "interests":
            return False
        ends = [self._survivors.get(old[end], old[end]) for end in ("holder", "subject")]
        return ends == [new["holder"], new["subject"]]

    def _retire_ended(self, keys: list[str], closed: str) -> None:
        if keys:
            self._tx.run(f"ingest/retire_ended_{self._files}", keys=keys, closed=closed, at=self._at)

    def _touch(self, row: Row) -> None:
        ends = ("holder", "subject") if self._files == "branches" else ("subject",)
        self.subjects.update(self._survivors.get(row[end]) or str(row[end]) for end in ends)


def _outdated(said: Claim | Closed, stored: Row) -> bool:
    return is_outdated((said.published, said.version), (stored["published"], stored["version"]))
