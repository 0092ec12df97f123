from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.records import BranchRecord, Closed, Identifier, PartyRecord, Position, Record, Refused, Seat
from ingest.source import BadFile
from ingest.sources.uk_companies import SOURCE

DATA = Path(__file__).parents[1] / "data/uk_companies"
REGISTER = "https://find-and-update.company-information.service.gov.uk/company/"
ROW = {
    "CompanyName": "EXAMPLE LIMITED",
    " CompanyNumber": "01126618",
    "RegAddress.Country": "ENGLAND",
    "CompanyStatus": "Active",
    "CountryOfOrigin": "United Kingdom",
    "DissolutionDate": "",
    "IncorporationDate": "09/08/1973",
    "PreviousName_1.CONDATE": "",
    " PreviousName_1.CompanyName": "",
    " PreviousName_2.CompanyName": "",
}
PROFILE: dict[str, Any] = {
    "company_name": "EXAMPLE LIMITED",
    "company_number": "01126618",
    "company_status": "active",
    "registered_office_address": {"country": "Wales"},
}
OVERSEAS: dict[str, Any] = {
    "company_name": "HARBOUR EXAMPLE LIMITED",
    "company_number": "OE012345",
    "company_status": "registered",
    "registered_office_address": {"country": "Hong Kong"},
    "foreign_company_details": {
        "originating_registry": {"country": "Virgin Islands, British", "name": "Registrar of Corporate Affairs"},
        "registration_number": "1234567",
    },
}


def _rows(folder: Path, *changes: dict[str, str]) -> list[Record]:
    path = folder / "BasicCompanyDataAsOneFile-2026-09-01.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(ROW | change for change in changes)
    return list(SOURCE.read(path))


def _row(folder: Path, **change: str) -> PartyRecord:
    names = {name.strip(): name for name in ROW}
    (party,) = _rows(folder, {names[column.replace("__", ".")]: value for column, value in change.items()})
    assert isinstance(party, PartyRecord), party
    return party


def _json(folder: Path, *values: Any) -> list[Record]:
    path = folder / "company-stream.jsonl"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return list(SOURCE.read(path))


def _event(timepoint: int, data: Any = PROFILE, kind: str = "changed", number: str = "01126618") -> dict[str, Any]:
    return {
        "resource_kind": "company-profile",
        "resource_uri": f"/company/{number}",
        "resource_id": number,
        "data": data,
        "event": {"type": kind, "timepoint": timepoint, "published_at": "2026-04-29T23:45:03"},
    }


def _places(party: PartyRecord) -> list[tuple[str, str]]:
    return [(seat.kind, seat.jurisdiction) for seat in party.seats]


def test_the_real_rows() -> None:
    found = [one for one in SOURCE.read(DATA / "BasicCompanyData-sample.csv") if isinstance(one, PartyRecord)]
    assert len(found) == 11
    assert [one.name for one in found if one.id.value == "CE000952"] == ['"20-20 VOICE" CANCER']
    (renamed,) = [one for one in found if one.id.value == "05861787"]
    assert renamed == PartyRecord(
        record="05861787",
        id=Identifier("GB-COH", "05861787"),
        kind="company",
        name="XLSS (LOGISTICS) LTD",
        other_names=renamed.other_names,
        seats=(Seat("registered", "GB", "Companies House"), Seat("incorporation", "GB", "United Kingdom")),
        status="active",
        url=f"{REGISTER}05861787",
    )
    assert renamed.other_names[0].startswith("XL STAF")


def test_a_real_profile() -> None:
    (party,) = SOURCE.read(DATA / "company-profile-00041424.json")
    assert isinstance(party, PartyRecord)
    assert (party.id.key, party.name, party.status) == ("GB-COH:00041424", "UNILEVER PLC", "active")
    assert _places(party) == [("registered", "GB"), ("incorporation", "GB")]


def test_header_names_may_begin_with_a_blank_and_former_names_are_names(tmp_path: Path) -> None:
    former = {" PreviousName_1.CompanyName": "OLD LTD", " PreviousName_2.CompanyName": "OLDER LTD"}
    (party,) = _rows(tmp_path, former)
    assert isinstance(party, PartyRecord)
    assert (party.id.value, party.other_names) == ("01126618", ("OLD LTD", "OLDER LTD"))


@pytest.mark.parametrize(
    ("number", "origin", "address", "seats"),
    [
        ("01126618", "United Kingdom", "", [("registered", "GB"), ("incorporation", "GB")]),
        ("SC077750", "", "SCOTLAND", [("registered", "GB"), ("incorporation", "GB")]),
        ("01126618", "CHINA", "ENGLAND", [("registered", "GB")]),
        ("01126618", "United Kingdom", "HONG KONG", [("registered", "HK"), ("incorporation", "GB")]),
        ("01126618", "United Kingdom", "VIRGIN ISLANDS", [("incorporation", "GB")]),
        ("FC039386", "AUSTRALIA", "", [("incorporation", "AU")]),
        ("OE012345", "CHINA", "HONG KONG", [("registered", "HK"), ("incorporation", "CN")]),
        ("OE012345", "VIRGIN ISLANDS, BRITISH", "JERSEY", [("registered", "JE"), ("incorporation", "VG")]),
        ("FC039386", "CHANNEL ISLANDS", "", []),
        ("FC039386", "", "ENGLAND", [("registered", "GB")]),
        ("NF000123", "United Kingdom", "", [("incorporation", "GB")]),
    ],
)
def test_where_a_company_sits(
    tmp_path: Path, number: str, origin: str, address: str, seats: list[tuple[str, str]]
) -> None:
    party = _row(tmp_path, CompanyNumber=number, CountryOfOrigin=origin, RegAddress__Country=address)
    assert _places(party) == seats


@pytest.mark.parametrize(
    ("number", "status", "day"),
    [
        ("01126618", "Dissolved", date(2023, 11, 9)),
        ("01126618", "Converted/Closed", None),
        ("01126618", "Active", None),
        ("FC039386", "Closed", None),
        ("OE012345", "Removed", None),
        ("FC039386", "Dissolved", None),
    ],
)
def test_only_a_dissolved_company_has_died_and_days_come_before_months(
    tmp_path: Path, number: str, status: str, day: date | None
) -> None:
    party = _row(tmp_path, CompanyNumber=number, CompanyStatus=status, DissolutionDate="09/11/2023")
    assert party.dissolved_on == day


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (" CompanyNumber", "12-34", "not a company number: '12-34'"),
        ("CompanyName", "", "a company without a name"),
        ("DissolutionDate", "12/31/2020", "not a date (DD/MM/YYYY): '12/31/2020'"),
        ("DissolutionDate", "2020-12-31", "not a date (DD/MM/YYYY): '2020-12-31'"),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, column: str, value: str, reason: str) -> None:
    (bad,) = _rows(tmp_path, {column: value})
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)


def test_an_overseas_entity_says_where_it_is_registered(tmp_path: Path) -> None:
    (party,) = _json(tmp_path, OVERSEAS)
    assert isinstance(party, PartyRecord)
    assert _places(party) == [("registered", "HK"), ("incorporation", "VG")]
    assert party.stated == "registered in Virgin Islands, British with Registrar of Corporate Affairs as 1234567"
    assert party.identifiers == ()


def test_a_uk_establishment_is_a_branch_of_the_foreign_company(tmp_path: Path) -> None:
    profile = PROFILE | {
        "company_number": "BR012345",
        "branch_company_details": {"parent_company_number": "FC039386", "parent_company_name": "CAPE PTY LTD"},
    }
    party, branch = _json(tmp_path, profile)
    assert isinstance(party, PartyRecord)
    assert isinstance(branch, BranchRecord)
    assert party.kind == "branch"
    assert (branch.branch.value, branch.head.value) == ("BR012345", "FC039386")
    unnamed = profile | {"branch_company_details": {"parent_company_number": "1234543"}}
    assert len(_json(tmp_path, unnamed)) == 1
    gone = _json(tmp_path, _event(4, None, "deleted", "BR012345"))
    assert [getattr(one, "record", None) for one in gone] == ["BR012345", "BR012345/branch", None]


def test_events_say_the_same_company_in_order_of_their_timepoints(tmp_path: Path) -> None:
    later = PROFILE | {"company_status": "dissolved", "date_of_cessation": "2026-04-28"}
    dissolved, gone, first, position = _json(tmp_path, _event(9, later), _event(12, None, "deleted"), _event(7))
    assert isinstance(dissolved, PartyRecord)
    assert isinstance(first, PartyRecord)
    assert (dissolved.record, dissolved.version, dissolved.dissolved_on) == ("01126618", 9, date(2026, 4, 28))
    assert (first.record, first.version, first.published) == ("01126618", 7, date(2026, 4, 29))
    assert gone == Closed("01126618", party=True, published=date(2026, 4, 29), version=12)
    assert position == Position("12")


def test_the_number_of_an_event_is_that_of_its_address(tmp_path: Path) -> None:
    bare = {key: value for key, value in PROFILE.items() if key != "company_number"}
    party, _ = _json(tmp_path, _event(7, bare))
    assert isinstance(party, PartyRecord)
    assert party.record == "01126618"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (_event(1, {}), "the profile has no company_name"),
        (_event(1, number="?"), "not a company number: '?'"),
        (PROFILE | {"company_number": "X"}, "not a company number: 'X'"),
        (PROFILE | {"date_of_cessation": "soon"}, "not a date: 'soon'"),
        ({"x": 1}, "no profile of a company: keys x"),
    ],
)
def test_a_bad_profile_is_refused(tmp_path: Path, value: dict[str, Any], reason: str) -> None:
    _, bad, *_ = _json(tmp_path, PROFILE, value)
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)


def test_another_stream_gives_no_company_and_no_position(tmp_path: Path) -> None:
    event = _event(5) | {"resource_uri": "/company/01126618/persons-with-significant-control/individual/a"}
    (bad,) = _json(tmp_path, event)
    assert isinstance(bad, Refused)
    assert bad.reason.startswith("no event of the company stream")


def test_profiles_in_bundles_arrays_and_with_listed_dates(tmp_path: Path) -> None:
    listed = PROFILE | {"company_status": "dissolved", "date_of_dissolution": [2019, 1, 2]}
    path = tmp_path / "company-profiles.json"
    path.write_text(json.dumps([{"company_number": "01126618", "profile": PROFILE}, listed], indent=1))
    bundled, ended = SOURCE.read(path)
    assert isinstance(bundled, PartyRecord)
    assert isinstance(ended, PartyRecord)
    assert (bundled.dissolved_on, ended.dissolved_on) == (None, date(2019, 1, 2))


def test_a_deletion_of_the_internal_feed(tmp_path: Path) -> None:
    delta = {"company_number": "00358948", "action": "DELETE", "delta_at": "20151025185208001000"}
    (gone,) = _json(tmp_path, delta)
    assert gone == Closed("00358948", party=True, published=date(2015, 10, 25), version=1445799128001000)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("AAAAAAAA32252022072120220721\nCE029767  020\n", "a fixed-width product"),
        ('{"company_name": "A", "company_number": "6", "CreatedTime": "x", "status": "0"}', "no profile of a company"),
        ("CompanyName,CompanyNumber\nA,6\n", "missing column: CompanyStatus"),
        ("", "empty"),
    ],
)
def test_another_format_is_refused_as_a_whole(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=reason):
        list(SOURCE.read(path))
