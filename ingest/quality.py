"""Is this record fit to be written, and does the load as a whole hold what its source promises? PURE."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    NoticeRecord,
    PartyRecord,
    Position,
    Record,
    Refused,
)
from ingest.source import Asserts
from ingest.stated import MAX_VERSION

_EMPTY: tuple[object, ...] = (None, "", ())
_STATED = ("valid_from", "published", "url", "stated")
_COUNTED = {
    "PartyRecord": ("name", "identifiers", "seats", "status", "published", "url"),
    "InterestRecord": ("shares", "votes", "profits", "rights", *_STATED),
    "BranchRecord": _STATED,
    "NoticeRecord": _STATED,
}
"""What is counted as filled, by kind of record."""
LONGEST_KEY = 1_000
"""Characters of a record's or identifier's name. The indexes take some thousand bytes."""
LONGEST_TEXT = 20_000
MOST_ENTRIES = 1_000
"""Names, identifiers, seats or rights of one record."""
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_BIRTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def fault(record: Record) -> str | None:
    """Why ``record`` cannot be taken, in one sentence; None if it can."""
    if isinstance(record, Refused):
        return record.reason
    if isinstance(record, Complete | Position):
        return None
    if not 0 <= record.version <= MAX_VERSION:
        return f"its version {record.version} is out of range"
    if not 0 < len(record.record) <= LONGEST_KEY:
        return "its id is empty or too long"
    if isinstance(record, Closed):
        return None
    if bad := next((one for one in _identifiers(record) if not _fit(one)), None):
        return f"an identifier is empty or too long: {bad.key[:60]!r}"
    if len(record.stated) > LONGEST_TEXT:
        return f"its own words are longer than {LONGEST_TEXT} characters"
    if isinstance(record, PartyRecord):
        return _party_fault(record)
    if _backwards(record.valid_from, record.valid_to):
        return f"it ends ({record.valid_to}) before it begins ({record.valid_from})"
    if isinstance(record, BranchRecord) and record.branch == record.head:
        return "a branch cannot be its own head"
    return None


class Tally:
    """Counts the records of a load as they are read, then says how full they are and which assertions do not hold."""

    def __init__(self) -> None:
        self.by_kind: Counter[str] = Counter()
        self._filled: Counter[tuple[str, str]] = Counter()
        self.lists: set[str] = set()

    def add(self, record: Record) -> None:
        """Counts a record and the fields that it fills."""
        kind = type(record).__name__
        self.by_kind[kind] += 1
        if isinstance(record, NoticeRecord) and record.listed_on:
            self.lists.add(record.listed_on)
        for name in _COUNTED.get(kind, ()):
            if getattr(record, name) not in _EMPTY:
                self._filled[kind, name] += 1

    @property
    def filled(self) -> dict[str, dict[str, int]]:
        """By kind of record: how many there are ("records"), and how many of them state each field."""
        return {
            kind: {"records": self.by_kind[kind], **{name: self._filled[kind, name] for name in fields}}
            for kind, fields in _COUNTED.items()
            if self.by_kind[kind]
        }

    def faults(self, asserts: Asserts) -> list[str]:
        """Each assertion that does not hold, as a sentence."""
        found = [
            f"it has {self.by_kind[kind]} {kind}s; at least {least} are expected"
            for kind, least in asserts.minimum.items()
            if self.by_kind[kind] < least
        ]
        parties = self.by_kind["PartyRecord"]
        for name, least in asserts.fill.items():
            if parties and self._filled["PartyRecord", name] * 100 < least * parties:
                found.append(
                    f"{self._filled['PartyRecord', name]} of {parties} parties have {name}; {least} % are expected"
                )
        return found


def too_many_refused(refused: int, read: int, asserts: Asserts) -> str | None:
    """Why a file with so many refused records is refused whole; None if it may be loaded."""
    if refused * 100 > asserts.max_refused * (refused + read):
        return f"{refused} of its {refused + read} records are refused; at most {asserts.max_refused} % may be"
    return None


def _party_fault(record: PartyRecord) -> str | None:
    for what, entries in (("names", record.other_names), ("identifiers", record.identifiers), ("seats", record.seats)):
        if len(entries) > MOST_ENTRIES:
            return f"it has more than {MOST_ENTRIES} {what}"
    if any(len(name) > LONGEST_TEXT for name in (record.name, *record.other_names)):
        return f"a name is longer than {LONGEST_TEXT} characters"
    if record.birth is not None and not _BIRTH.fullmatch(record.birth):
        return "its date of birth is not a year or a year and month"
    for seat in record.seats:
        if not _JURISDICTION.fullmatch(seat.jurisdiction):
            return f"a seat is in no ISO 3166 code: {seat.jurisdiction[:20]!r}"
        if _backwards(seat.valid_from, seat.valid_to):
            return f"a seat ends ({seat.valid_to}) before it begins ({seat.valid_from})"
    return None


def _identifiers(record: PartyRecord | InterestRecord | BranchRecord | NoticeRecord) -> list[Identifier]:
    if isinstance(record, PartyRecord):
        return [record.id, *record.identifiers]
    if isinstance(record, InterestRecord):
        return [record.holder, record.subject, *([record.on_behalf_of] if record.on_behalf_of else [])]
    return [record.branch, record.head] if isinstance(record, BranchRecord) else [record.subject]


def _fit(identifier: Identifier) -> bool:
    return bool(identifier.scheme and identifier.value) and len(identifier.key) <= LONGEST_KEY


def _backwards(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start
