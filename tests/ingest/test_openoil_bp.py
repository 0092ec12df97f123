from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import Share
from ingest.records import InterestRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.openoil_bp import SOURCE

FILE = Path(__file__).parents[1] / "data/openoil_bp/BP_ownership_20140711.csv"
FOUND = list(SOURCE.read(FILE))


def test_the_immediate_share_is_the_holding_and_the_ultimate_is_told() -> None:
    gas, spolka = [one for one in FOUND if isinstance(one, InterestRecord)]
    assert gas.shares == Share(505 * 10**9, 515 * 10**9 - 1)
    assert gas.stated == "immediate 51 %, ultimate 12,24 %, High confidence"
    assert gas.published == date(2014, 7, 11)
    assert spolka.shares == Share(3325 * 10**8, 3335 * 10**8 - 1)  # "33,3"
    assert spolka.subject.value == "tsg example spolka"  # quotes tripled


def test_shifted_rows_are_refused() -> None:
    assert [one.reason for one in FOUND if isinstance(one, Refused)] == [
        "not a percentage: 'LLC' (a shifted row?)", "a shifted row: its jurisdiction is '100'",
    ]  # fmt: skip


def test_the_head_is_a_party_without_a_parent() -> None:
    (head,) = [one for one in FOUND if isinstance(one, PartyRecord) and one.name == "Example P L C"]
    assert [seat.jurisdiction for seat in head.seats] == ["GB"]


def test_a_state_without_a_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "BP_ownership.csv"
    shutil.copy(FILE, path)
    with pytest.raises(BadFile, match="no day in the file's name"):
        list(SOURCE.read(path))
