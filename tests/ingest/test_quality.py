"""What the frame refuses, whatever source it comes from."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.quality import Tally, fault, too_many_refused
from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    PartyRecord,
    Record,
    Refused,
    Seat,
)
from ingest.source import Asserts

A, B = Identifier("LEI", "A"), Identifier("LEI", "B")
EARLY, LATE = date(2020, 1, 1), date(2021, 1, 1)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (PartyRecord("", A, "company", "X"), "id is empty"),
        (PartyRecord("r" * 2000, A, "company", "X"), "id is empty or too long"),
        (PartyRecord("r", Identifier("LEI", ""), "company", "X"), "identifier is empty"),
        (PartyRecord("r", A, "company", "X", seats=(Seat("headquarters", "China"),)), "no ISO 3166"),
        (PartyRecord("r", A, "company", "X", seats=(Seat("headquarters", "CN", "", LATE, EARLY),)), "before"),
        (PartyRecord("r", A, "person", "X", birth="1970-13"), "birth"),
        (PartyRecord("r", A, "company", "X" * 30_000), "name is longer"),
        (PartyRecord("r", A, "company", "X", other_names=("n",) * 2000), "more than"),
        (InterestRecord("r", A, B, valid_from=LATE, valid_to=EARLY), "before it begins"),
        (InterestRecord("r", A, B, stated="x" * 30_000), "longer than"),
        (BranchRecord("r", A, A), "own head"),
        (Closed(""), "id is empty"),
        (Refused("line 3", "no name"), "no name"),
    ],
)
def test_faults(record: Record, said: str) -> None:
    assert said in (fault(record) or "")


@pytest.mark.parametrize(
    "record",
    [
        PartyRecord("r", A, "company", "", seats=(Seat("headquarters", "UA-43"),), birth=None),
        InterestRecord("r", A, A),  # a self-holding is legal
        InterestRecord("r", A, B, valid_from=EARLY, valid_to=EARLY),
        BranchRecord("r", A, B),
        Closed("r", EARLY),
        Complete(""),
    ],
)
def test_no_fault(record: Record) -> None:
    assert fault(record) is None


def test_assertions_over_a_load() -> None:
    asserts = Asserts(minimum={"PartyRecord": 3, "InterestRecord": 0}, fill={"seats": 50, "name": 100})
    tally = Tally()
    tally.add(PartyRecord("1", A, "company", "X"))
    tally.add(PartyRecord("2", A, "company", "X"))
    faults = tally.faults(asserts)
    assert len(faults) == 2
    assert "2 PartyRecords; at least 3" in faults[0]
    assert "0 of 2 parties have seats" in faults[1]


@pytest.mark.parametrize(("refused", "read", "bad"), [(0, 0, False), (5, 95, False), (6, 94, True), (1, 0, True)])
def test_too_many_refused(refused: int, read: int, bad: bool) -> None:
    assert (too_many_refused(refused, read, Asserts()) is not None) is bad
