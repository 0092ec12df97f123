from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ingest.records import Closed, Identifier, NoticeRecord, Record, Refused
from ingest.sources.gleif_repex import SOURCE

DATA = Path(__file__).parents[1] / "data/gleif"
ROW = {
    "LEI": "001GPB6A9XPE8XJICC14",
    "Exception.Category": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT",
    "Exception.Reason.1": "NON_PUBLIC",
    "Exception.Reference.1": "",
}


def _read(folder: Path, *changes: dict[str, str]) -> list[Record]:
    path = folder / "repex.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW | {"Exception.Reason.2": ""}))
        writer.writeheader()
        writer.writerows(ROW | change for change in changes)
    return list(SOURCE.read(path))


def test_the_real_exceptions_are_notices_that_name_nobody() -> None:
    found = list(SOURCE.read(DATA / "repex_data_2023.xml"))
    assert Counter(one.code for one in found if isinstance(one, NoticeRecord)) == {
        "NO_KNOWN_PERSON": 3, "NON_CONSOLIDATING": 6, "NON_PUBLIC": 1,
    }  # fmt: skip
    assert len(found) == 10
    assert found[0] == NoticeRecord(
        record="001GPB6A9XPE8XJICC14:DIRECT_ACCOUNTING_CONSOLIDATION_PARENT:NO_KNOWN_PERSON",
        subject=Identifier("LEI", "001GPB6A9XPE8XJICC14"),
        code="NO_KNOWN_PERSON",
        url="https://search.gleif.org/#/record/001GPB6A9XPE8XJICC14",
        stated="DIRECT_ACCOUNTING_CONSOLIDATION_PARENT",
    )


def test_the_real_delta() -> None:
    found = list(SOURCE.read(DATA / "repex_delta_2023.xml"))
    assert [one for one in found if isinstance(one, Closed)] == [
        Closed("2549007VY3IWUVGW7A82:DIRECT_ACCOUNTING_CONSOLIDATION_PARENT:NON_CONSOLIDATING", date(2023, 11, 24))
    ]
    (said,) = [one.stated for one in found if isinstance(one, NoticeRecord) and ":" in one.stated]
    assert said == "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT: Datenschutz!"


def test_each_reason_and_each_category_is_a_record_of_its_own(tmp_path: Path) -> None:
    ultimate = "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT"
    found = _read(tmp_path, {"Exception.Reason.2": "NO_LEI"}, {"Exception.Category": ultimate})
    assert [(one.record.partition(":")[2], one.code) for one in found if isinstance(one, NoticeRecord)] == [
        ("DIRECT_ACCOUNTING_CONSOLIDATION_PARENT:NON_PUBLIC", "NON_PUBLIC"),
        ("DIRECT_ACCOUNTING_CONSOLIDATION_PARENT:NO_LEI", "NO_LEI"),
        (f"{ultimate}:NON_PUBLIC", "NON_PUBLIC"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("LEI", "X", "not an LEI: 'X'"),
        ("Exception.Category", "PARENT", "unknown exception category 'PARENT'"),
        ("Exception.Reason.1", "SHY", "unknown exception reason 'SHY'"),
        ("Exception.Reason.1", "", "unknown exception reason ''"),
    ],
)
def test_what_is_not_known_is_refused(tmp_path: Path, column: str, value: str, reason: str) -> None:
    (bad,) = _read(tmp_path, {column: value})
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)
