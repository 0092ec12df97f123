from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.records import NoticeRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.us_csl import SOURCE

FILE = Path(__file__).parents[1] / "data/us_csl/consolidated.csv"


def test_the_lists_of_commerce() -> None:
    institute, listed, aviation, lifted, person, denied, refused = list(SOURCE.read(FILE))
    assert isinstance(institute, PartyRecord) and isinstance(listed, NoticeRecord) and isinstance(lifted, NoticeRecord)
    assert isinstance(aviation, PartyRecord) and isinstance(person, PartyRecord) and isinstance(denied, NoticeRecord)
    assert [seat.jurisdiction for seat in institute.seats] == ["CN", "HK"]
    assert institute.other_names == ("Example Lab", "EI")
    assert (listed.listed_on, listed.valid_from, listed.valid_to) == ("us-bis-entity-list", date(2020, 12, 22), None)
    assert listed.code == "Entity List (EL)"
    assert listed.stated == "85 FR 1; Licence requirement: For all items subject to the EAR"
    assert (lifted.listed_on, lifted.valid_to) == ("us-bis-military-end-users", date(2024, 3, 1))  # an ended notice
    assert (person.kind, denied.listed_on) == ("person", "us-bis-denied-persons")
    assert [seat.jurisdiction for seat in person.seats] == ["US"]  # "CA, US" is California
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("a list that is not known")


def test_treasury_is_read_where_treasury_publishes() -> None:
    assert not any(isinstance(one, PartyRecord) and "SHIPPING" in one.name for one in SOURCE.read(FILE))
    assert not any(one.startswith("us-ofac") for one in SOURCE.lists)


@pytest.mark.parametrize("wrap", [True, False])
def test_json_says_the_same(tmp_path: Path, wrap: bool) -> None:
    one = {
        "id": "aaa1",
        "source": "Entity List (EL) - Bureau of Industry and Security",
        "type": None,
        "name": "Example Institute, Inc.",
        "alt_names": ["Example Lab", "EI"],
        "addresses": [{"city": "Beijing", "country": "CN"}, {"city": "Kowloon", "country": "HK"}],
        "federal_register_notice": "85 FR 1",
        "start_date": "2020-12-22",
        "end_date": None,
        "license_requirement": "For all items subject to the EAR",
        "source_list_url": "https://www.bis.gov/",
    }
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"total": 1, "results": [one]} if wrap else [one]))
    assert list(SOURCE.read(path)) == list(SOURCE.read(FILE))[:2]


def test_an_entry_at_fault_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "consolidated.json"
    source = "Entity List (EL) - Bureau of Industry and Security"
    path.write_text(
        json.dumps([
            {"id": "1", "source": source, "name": ""},
            {"id": "", "source": source, "name": "Example"},
            {"id": "2", "source": source, "name": "Example", "start_date": "spring"},
            {"id": "3", "source": source, "name": "Example", "start_date": "2021-01-01", "end_date": "2020-01-01"},
        ])
    )  # fmt: skip
    found = list(SOURCE.read(path))
    reasons = [one.reason for one in found if isinstance(one, Refused)]
    assert len(found) == len(reasons) == 4
    assert reasons[2] == "not a date: 'spring'"


def test_another_table_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "consolidated.csv"
    path.write_text("name,country\nExample,CN\n")
    with pytest.raises(BadFile, match="missing column: _id"):
        list(SOURCE.read(path))
