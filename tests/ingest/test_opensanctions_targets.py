from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from ingest.records import Identifier, NoticeRecord, PartyRecord, Record, Refused, Seat
from ingest.source import BadFile
from ingest.sources.opensanctions_targets import SOURCE

DATA = Path(__file__).parents[1] / "data/opensanctions_targets/targets.simple.csv"
ROW = {
    "id": "NK-1",
    "schema": "Company",
    "name": "Invented Ltd",
    "aliases": "",
    "birth_date": "",
    "countries": "ru",
    "addresses": "",
    "identifiers": "",
    "sanctions": '""',
    "program_ids": "",
    "dataset": "us_ofac_sdn",
    "first_seen": "2023-11-02T16:38:16",
    "last_seen": "2026-04-29T12:10:01",
}
SDN = "US OFAC Specially Designated Nationals (SDN) List"
CSL = "US Trade Consolidated Screening List (CSL)"


def _read(folder: Path, **change: str) -> list[Record]:
    path = folder / "targets.simple.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerow(ROW | change)
    return list(SOURCE.read(path))


def _party(folder: Path, **change: str) -> PartyRecord:
    party = _read(folder, **change)[0]
    assert isinstance(party, PartyRecord), party
    return party


def test_a_file_of_targets() -> None:
    found = list(SOURCE.read(DATA))
    parties = [one for one in found if isinstance(one, PartyRecord)]
    assert parties[0] == PartyRecord(
        record="NK-aaaaInventedHolding01",
        id=Identifier("opensanctions_targets", "NK-aaaaInventedHolding01"),
        kind="company",
        name="Invented Drones JSC",
        identifiers=(Identifier("RU-OGRN", "1101841000018"),),
        other_names=("Drones; Invented", "Invented Drones"),
        seats=(Seat("business_address", "RU", "Lenina 1, Izhevsk, 426000, Russia"),),
        published=date(2026, 2, 16),
        version=1771220549,
        url="https://www.opensanctions.org/entities/NK-aaaaInventedHolding01/",
        stated="country: ru",
    )
    assert [(one.kind, one.birth) for one in parties[1:]] == [("person", "1961-11"), ("company", None)]
    notices = [one for one in found if isinstance(one, NoticeRecord)]
    assert [(one.subject.value[:7], one.listed_on, one.valid_from) for one in notices] == [
        ("NK-aaaa", "us-ofac-sdn", None),
        ("NK-aaaa", "us-bis-entity-list", None),
        ("NK-aaaa", None, None),
        ("NK-cccc", "eu-consolidated", None),
        ("NK-dddd", "gb-fcdo-sanctions", None),
    ]
    assert notices[0].code == SDN
    assert notices[0].stated.endswith("Ukraine War and Sanctions; RUSSIA-EO14024 - 2023-11-02")
    assert len({one.record for one in notices}) == len(notices)


@pytest.mark.parametrize(
    ("dataset", "programmes", "lists"),
    [
        (SDN, "", ["us-ofac-sdn"]),
        ("us_ofac_sdn;eu_fsf", "", ["eu-consolidated", "us-ofac-sdn"]),
        ("UK HMT/OFSI Consolidated List of Targets", "", ["gb-ofsi-consolidated"]),
        (CSL, "US-BIS-MEU;US-RUSHAR", ["us-bis-military-end-users"]),
        (CSL, "", [None]),
        (f"{CSL};{SDN}", "US-BIS-EL", ["us-bis-entity-list", "us-ofac-sdn"]),
        ("Ukraine War and Sanctions", "US-BIS-EL", [None]),
        ("US OFAC Press Releases", "", [None]),
    ],
)
def test_the_data_set_says_which_list_it_is(
    tmp_path: Path, dataset: str, programmes: str, lists: list[str | None]
) -> None:
    _, *notices = _read(tmp_path, dataset=dataset, program_ids=programmes)
    assert sorted(one.listed_on or "" for one in notices if isinstance(one, NoticeRecord)) == [
        one or "" for one in lists
    ]


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"identifiers": "549300MKFYEKVRWML317;IMO6495856"}, ["LEI:549300MKFYEKVRWML317"]),
        ({"identifiers": "549300MKFYEKVRWML318"}, []),
        ({"identifiers": "1101841000018;1841000018"}, ["RU-OGRN:1101841000018"]),
        ({"identifiers": "1101841000018", "countries": "ru;cy"}, []),
        ({"identifiers": "1101841000018", "countries": "kz"}, []),
        ({"identifiers": "1101841000018", "schema": "Person"}, []),
        ({"identifiers": "00041424", "countries": "gb"}, []),
    ],
)
def test_numbers_without_a_register_join_only_where_they_show_it(
    tmp_path: Path, change: dict[str, str], keys: list[str]
) -> None:
    assert [one.key for one in _party(tmp_path, **change).identifiers] == keys


def test_the_words_of_a_sanction_say_which_list_of_the_us_table_it_is(tmp_path: Path) -> None:
    words = '"Unverified List (UVL) - Bureau of Industry and Security - 2024-01-02"'
    _, notice = _read(tmp_path, dataset=CSL, sanctions=words)
    assert isinstance(notice, NoticeRecord)
    assert notice.listed_on == "us-bis-unverified-list"


def test_countries_are_no_seats(tmp_path: Path) -> None:
    assert _party(tmp_path, countries="cn;hk;su;zz").seats == ()
    assert _party(tmp_path, schema="Person", countries="cn").seats == ()


@pytest.mark.parametrize("schema", ["Vessel", "Airplane", "CryptoWallet", "Security"])
def test_things_are_left_out(tmp_path: Path, schema: str) -> None:
    assert _read(tmp_path, schema=schema) == []


def test_a_row_of_many_lines_and_quotes(tmp_path: Path) -> None:
    party = _party(tmp_path, aliases='"A ""quoted"" one";B\nC', sanctions='"one\ntwo";"broken ')
    assert party.other_names == ('A "quoted" one', "B C")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema": "Ghost"}, "unknown schema 'Ghost'"),
        ({"id": ""}, "a row without an id"),
        ({"dataset": ""}, "a row without a data set"),
        ({"name": ""}, "an entity without a name"),
        ({"aliases": '"never closed'}, "unexpected end of data"),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    (bad,) = _read(tmp_path, **change)
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)


def test_another_table_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "targets.simple.csv"
    path.write_text("id,schema,name\n1,Company,A\n", encoding="utf-8")
    with pytest.raises(BadFile, match="missing column: aliases"):
        list(SOURCE.read(path))
