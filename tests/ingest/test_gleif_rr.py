from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    NoticeRecord,
    Record,
    Refused,
)
from ingest.source import BadFile
from ingest.sources.gleif_rr import SOURCE

REAL = Path(__file__).parents[1] / "data/gleif/rr_golden_copy_20260929_rows.csv"
CHILD, PARENT, OTHER = "2138001NYW5XSHOUA612", "549300PW7VPFCYKLIV37", "2138003SPYWGAITNFY17"
UPDATED = 1_769_763_559
"""2026-01-30T08:59:19Z in epoch seconds."""
ROW = {
    "Relationship.StartNode.NodeID": CHILD,
    "Relationship.StartNode.NodeIDType": "LEI",
    "Relationship.EndNode.NodeID": PARENT,
    "Relationship.EndNode.NodeIDType": "LEI",
    "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
    "Relationship.RelationshipStatus": "ACTIVE",
    "Relationship.Period.1.startDate": "2024-01-01T00:00:00Z",
    "Relationship.Period.1.endDate": "2024-12-31T00:00:00Z",
    "Relationship.Period.1.periodType": "ACCOUNTING_PERIOD",
    "Relationship.Period.2.startDate": "2019-06-01T00:00:00+08:00",
    "Relationship.Period.2.endDate": "",
    "Relationship.Period.2.periodType": "RELATIONSHIP_PERIOD",
    "Registration.RegistrationStatus": "PUBLISHED",
    "Registration.LastUpdateDate": "2026-01-30T08:59:19.747Z",
}


def _read(folder: Path, *changes: dict[str, str]) -> list[Record]:
    path = folder / "rr.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW))
        writer.writeheader()
        writer.writerows(ROW | change for change in changes)
    return list(SOURCE.read(path))


def test_the_real_records() -> None:
    found = list(SOURCE.read(REAL))
    assert Counter(type(one).__name__ for one in found) == {
        "InterestRecord": 42, "Complete": 42, "NoticeRecord": 1, "BranchRecord": 1,
    }  # fmt: skip
    interests = [one for one in found if isinstance(one, InterestRecord)]
    assert Counter((one.rights, one.directness) for one in interests) == {
        (("consolidation",), "direct"): 20,
        (("consolidation",), "total"): 19,
        (("fund_manager",), "direct"): 3,
    }
    assert not any(one.shares or one.votes or one.profits or one.valid_to for one in interests)
    assert sum(one.holder.value == "300300C1030935001303" for one in interests) == 8
    (branch,) = [one for one in found if isinstance(one, BranchRecord)]
    assert branch.head == Identifier("LEI", "300300C1030935001303")


def test_the_start_is_the_child_and_only_the_relationship_period_dates_the_edge(tmp_path: Path) -> None:
    record = f"{CHILD}:IS_DIRECTLY_CONSOLIDATED_BY:{PARENT}"
    scope = f"{CHILD}:IS_DIRECTLY_CONSOLIDATED_BY"
    assert _read(tmp_path, {}) == [
        InterestRecord(
            record=record,
            holder=Identifier("LEI", PARENT),
            subject=Identifier("LEI", CHILD),
            rights=("consolidation",),
            directness="direct",
            valid_from=date(2019, 5, 31),
            scope=scope,
            published=date(2026, 1, 30),
            version=UPDATED,
            url=f"https://search.gleif.org/#/record/{CHILD}",
            stated="IS_DIRECTLY_CONSOLIDATED_BY, relationship ACTIVE, registration PUBLISHED",
        ),
        Complete(scope),
    ]


def test_a_new_parent_supersedes_the_former_whichever_row_comes_first(tmp_path: Path) -> None:
    former = {"Relationship.RelationshipStatus": "INACTIVE", "Registration.RegistrationStatus": "RETIRED"}
    scope = f"{CHILD}:IS_DIRECTLY_CONSOLIDATED_BY"
    for changes in ([former, {"Relationship.EndNode.NodeID": OTHER}], [{"Relationship.EndNode.NodeID": OTHER}, former]):
        found = _read(tmp_path, *changes)
        assert [one.holder.value for one in found if isinstance(one, InterestRecord)] == [OTHER]
        assert [one for one in found if isinstance(one, Closed)] == [
            Closed(f"{scope}:{PARENT}", published=date(2026, 1, 30), version=UPDATED)
        ]
        assert [one for one in found if isinstance(one, Complete)] == [Complete(scope)]


@pytest.mark.parametrize("status", ["PUBLISHED", "LAPSED", "PENDING_ARCHIVAL", ""])
def test_these_registrations_end_nothing(tmp_path: Path, status: str) -> None:
    interest, _ = _read(tmp_path, {"Registration.RegistrationStatus": status})
    assert isinstance(interest, InterestRecord)
    assert interest.valid_to is None


@pytest.mark.parametrize(
    "change",
    [
        {"Registration.RegistrationStatus": "ANNULLED"},
        {"Registration.RegistrationStatus": "DUPLICATE"},
        {"Registration.RegistrationStatus": "RETIRED"},
        {"Relationship.RelationshipStatus": "INACTIVE"},
        {"Relationship.RelationshipStatus": "INACTIVE", "Relationship.Period.2.endDate": "2031-01-01T00:00:00Z"},
        {"Relationship.RelationshipStatus": "INACTIVE", "Relationship.Period.2.endDate": "2001-01-01T00:00:00Z"},
        {"Registration.RegistrationStatus": "ANNULLED", "Relationship.Period.2.endDate": "2031-01-01T00:00:00Z"},
    ],
)
def test_these_close_the_record(tmp_path: Path, change: dict[str, str]) -> None:
    record = f"{CHILD}:IS_DIRECTLY_CONSOLIDATED_BY:{PARENT}"
    assert _read(tmp_path, change) == [Closed(record, published=date(2026, 1, 30), version=UPDATED)]


def test_an_inactive_relationship_with_its_end_is_history(tmp_path: Path) -> None:
    (ended,) = _read(
        tmp_path,
        {"Relationship.RelationshipStatus": "INACTIVE", "Relationship.Period.2.endDate": "2025-03-01T00:00:00Z"},
    )
    assert isinstance(ended, InterestRecord)
    assert ended.valid_to == date(2025, 3, 1)


@pytest.mark.parametrize("kind", ["IS_SUBFUND_OF", "IS_FEEDER_TO"])
def test_funds_of_funds_are_no_control(tmp_path: Path, kind: str) -> None:
    (notice,) = _read(tmp_path, {"Relationship.RelationshipType": kind})
    assert isinstance(notice, NoticeRecord)
    assert (notice.subject.value, notice.code) == (CHILD, kind)
    assert PARENT in notice.stated


def test_a_self_relationship_is_read(tmp_path: Path) -> None:
    interest, _ = _read(tmp_path, {"Relationship.EndNode.NodeID": CHILD})
    assert isinstance(interest, InterestRecord)
    assert interest.holder == interest.subject


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Relationship.StartNode.NodeID", "X", "not an LEI: 'X'"),
        ("Relationship.EndNode.NodeID", "", "not an LEI: ''"),
        ("Relationship.RelationshipType", "IS_FRIEND_OF", "unknown relationship type 'IS_FRIEND_OF'"),
        ("Relationship.RelationshipStatus", "MAYBE", "unknown relationship status 'MAYBE'"),
        ("Relationship.Period.2.startDate", "yesterday", "not a date: 'yesterday'"),
        (
            "Relationship.Period.2.endDate",
            "2001-01-01T00:00:00Z",
            "it ends (2001-01-01) before it begins (2019-05-31)",
        ),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, column: str, value: str, reason: str) -> None:
    (bad,) = _read(tmp_path, {column: value})
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)


def test_a_level_1_file_is_refused_as_a_whole() -> None:
    with pytest.raises(BadFile, match=r"missing column: Relationship\.StartNode\.NodeID"):
        list(SOURCE.read(REAL.with_name("level1_5_columns.csv")))
