from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ingest.records import Identifier, PartyRecord, Record, Refused, Seat
from ingest.source import BadFile
from ingest.sources.gleif_level1 import SOURCE

REAL = Path(__file__).parents[1] / "data/gleif/level1_5_columns.csv"
FULL = {
    "LEI": "2138008KTNTDICZU8L25",
    "Entity.LegalName": "BANK SADERAT PLC",
    "Entity.OtherEntityNames.OtherEntityName.1": "IRAN OVERSEAS INVESTMENT BANK LIMITED",
    "Entity.OtherEntityNames.OtherEntityName.1.type": "PREVIOUS_LEGAL_NAME",
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1": "BANK SADERAT PLC",
    "Entity.LegalAddress.City": "LONDON",
    "Entity.LegalAddress.Region": "GB-LND",
    "Entity.LegalAddress.Country": "GB",
    "Entity.HeadquartersAddress.City": "TEHRAN",
    "Entity.HeadquartersAddress.Region": "IR-07",
    "Entity.HeadquartersAddress.Country": "IR",
    "Entity.RegistrationAuthority.RegistrationAuthorityID": "RA000585",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "1126618",
    "Entity.LegalJurisdiction": "GB",
    "Entity.EntityCategory": "GENERAL",
    "Entity.EntityStatus": "ACTIVE",
    "Entity.EntityExpirationDate": "",
    "Registration.LastUpdateDate": "2026-05-18T23:41:20.212-06:00",
    "Registration.RegistrationStatus": "LAPSED",
}


def _read(folder: Path, *changes: dict[str, str]) -> list[Record]:
    path = folder / "lei2.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FULL), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(FULL | change for change in changes)
    return list(SOURCE.read(path))


def _party(folder: Path, **changes: str) -> PartyRecord:
    (found,) = _read(folder, {key.replace("__", "."): value for key, value in changes.items()})
    assert isinstance(found, PartyRecord)
    return found


def test_the_real_five_columns_say_no_more_than_they_say() -> None:
    found = [one for one in SOURCE.read(REAL) if isinstance(one, PartyRecord)]
    assert len(found) == 31
    assert Counter(one.kind for one in found) == {"company": 22, "branch": 4, "state": 5}
    assert {seat.kind for one in found for seat in one.seats} == {"registered"}
    assert not any(one.identifiers or one.status or one.dissolved_on for one in found)
    hangwei = next(one for one in found if one.id.value == "08J21IH6Q4W00ZCQXZ23")
    assert (hangwei.name, hangwei.seats) == (
        "GE HANGWEI MEDICAL SYSTEMS CO., LTD.",
        (Seat("registered", "CN", "CN"),),
    )
    (false,) = [one.id.value for one in found if "check digits" in one.stated]
    assert false == "391200011ZNBCKZZPJ67"


def test_the_full_record(tmp_path: Path) -> None:
    assert _read(tmp_path, {}) == [
        PartyRecord(
            record="2138008KTNTDICZU8L25",
            id=Identifier("LEI", "2138008KTNTDICZU8L25"),
            kind="company",
            name="BANK SADERAT PLC",
            identifiers=(Identifier("GB-COH", "01126618"),),
            other_names=("IRAN OVERSEAS INVESTMENT BANK LIMITED",),
            seats=(
                Seat("registered", "GB", "LONDON, GB-LND, GB"),
                Seat("headquarters", "IR", "TEHRAN, IR-07, IR"),
                Seat("incorporation", "GB", "GB"),
            ),
            status="active",
            published=date(2026, 5, 19),
            version=1_779_169_280,
            url="https://search.gleif.org/#/record/2138008KTNTDICZU8L25",
            stated="category GENERAL; registration LAPSED",
        )
    ]


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("FUND", "company"), ("BRANCH", "branch"), ("SOLE_PROPRIETOR", "company"), ("", "company"),
        ("RESIDENT_GOVERNMENT_ENTITY", "state"), ("INTERNATIONAL_ORGANIZATION", "company"),
    ],
)  # fmt: skip
def test_categories(tmp_path: Path, category: str, kind: str) -> None:
    assert _party(tmp_path, Entity__EntityCategory=category).kind == kind


@pytest.mark.parametrize("category", ["FUND", "BRANCH"])
def test_a_shared_register_number_joins_nobody(tmp_path: Path, category: str) -> None:
    assert _party(tmp_path, Entity__EntityCategory=category).identifiers == ()


@pytest.mark.parametrize(
    ("registration", "identifiers"),
    [("DUPLICATE", 0), ("ANNULLED", 0), ("MERGED", 1), ("RETIRED", 1), ("LAPSED", 1), ("PENDING_TRANSFER", 1)],
)
def test_a_duplicate_lei_does_not_take_the_number_of_the_one_that_replaces_it(
    tmp_path: Path, registration: str, identifiers: int
) -> None:
    found = _party(tmp_path, Registration__RegistrationStatus=registration)
    assert len(found.identifiers) == identifiers
    assert found.status == (registration.lower() if registration not in ("LAPSED", "PENDING_TRANSFER") else "active")


@pytest.mark.parametrize("day", ["9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "1899-12-30"])
def test_an_update_at_an_impossible_time_outdates_nothing(tmp_path: Path, day: str) -> None:
    (bad,) = _read(tmp_path, {"Registration.LastUpdateDate": day})
    assert isinstance(bad, Refused)
    assert "not the time of an update" in bad.reason


def test_a_name_shows_as_it_is_stored(tmp_path: Path) -> None:
    assert _party(tmp_path, Entity__LegalName="BANK \u202eTARED\u202c\x07 PLC").name == "BANK TARED PLC"
    (bad,) = _read(tmp_path, {"Entity.LegalName": "\u200b\u202e"})
    assert isinstance(bad, Refused)
    assert bad.reason == "no legal name"


def test_subdivisions_where_they_matter(tmp_path: Path) -> None:
    found = _party(
        tmp_path,
        Entity__LegalJurisdiction="US-DE",
        Entity__HeadquartersAddress__Country="UA",
        Entity__HeadquartersAddress__Region="UA-43",
    )
    assert [(seat.kind, seat.jurisdiction) for seat in found.seats] == [
        ("registered", "GB"),
        ("headquarters", "UA-43"),
        ("incorporation", "US-DE"),
    ]


def test_unknown_places_are_no_seats(tmp_path: Path) -> None:
    found = _party(
        tmp_path,
        Entity__LegalAddress__Country="XK",
        Entity__HeadquartersAddress__Country="",
        Entity__LegalJurisdiction="SU",
    )
    assert found.seats == ()


def test_an_expired_entity_is_dissolved_and_a_lapsed_one_is_not(tmp_path: Path) -> None:
    expired = _party(tmp_path, Entity__EntityStatus="INACTIVE", Entity__EntityExpirationDate="2023-10-17T00:00:00.000Z")
    assert (expired.status, expired.dissolved_on) == ("inactive", date(2023, 10, 17))
    assert _party(tmp_path, Registration__RegistrationStatus="LAPSED").dissolved_on is None
    assert _party(tmp_path, Registration__RegistrationStatus="DUPLICATE").status == "duplicate"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("LEI", "not an LEI", "not an LEI"),
        ("Entity.LegalName", " ", "no legal name"),
        ("Entity.EntityCategory", "STARSHIP", "unknown entity category 'STARSHIP'"),
        ("Entity.EntityExpirationDate", "17.10.2023", "not a date"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_words(tmp_path: Path, column: str, value: str, reason: str) -> None:
    good, bad = _read(tmp_path, {}, {column: value})
    assert isinstance(good, PartyRecord)
    assert isinstance(bad, Refused)
    assert bad.where == "line 3"
    assert reason in bad.reason
    assert "SADERAT" in bad.raw or column == "Entity.LegalName"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lei2.csv"
    path.write_text("LEI,Entity.LegalName\n")
    with pytest.raises(BadFile, match=r"missing column: Entity\.LegalAddress\.Country"):
        list(SOURCE.read(path))
