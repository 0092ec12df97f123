from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.records import Identifier, NoticeRecord, PartyRecord, Record, Refused
from ingest.source import BadFile
from ingest.sources.us_ofac_consolidated import SOURCE as CONSOLIDATED
from ingest.sources.us_ofac_sdn import SOURCE

DATA = Path(__file__).parents[1] / "data/us_ofac"


def _plain(found: list[Record]) -> list[Record]:
    return [replace(one, stated="") for one in found if isinstance(one, PartyRecord | NoticeRecord)]


def test_an_entry_of_the_sdn_list() -> None:
    found = list(SOURCE.read(DATA / "sdn.xml"))
    company, first, second, person, *_ = found
    assert isinstance(company, PartyRecord) and isinstance(person, PartyRecord)
    assert company.identifiers == (Identifier("LEI", "2138007EVDBJ1LFL0Q71"),)  # a registration number is nobody's
    assert company.other_names == ("EXAMPLE LINES", "OLD EXAMPLE LINES")
    assert [seat.jurisdiction for seat in company.seats] == ["RU", "KP"]  # "undetermined" is nowhere
    assert [one.code for one in (first, second) if isinstance(one, NoticeRecord)] == [
        "RUSSIA-EO14024",
        "UKRAINE-EO13662",
    ]
    assert {one.listed_on for one in found if isinstance(one, NoticeRecord)} == {"us-ofac-sdn"}
    assert (person.kind, person.name, person.birth) == ("person", "Juan EXAMPLE PEREZ", "1970")
    assert [(seat.kind, seat.jurisdiction) for seat in person.seats] == [("residence", "MM"), ("nationality", "IR")]


def test_ships_are_no_parties_and_an_unknown_kind_is_refused() -> None:
    found = list(SOURCE.read(DATA / "sdn.xml"))
    assert not any(isinstance(one, PartyRecord) and "TANKER" in one.name for one in found)
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert (refused.reason, refused.record) == ("unknown kind of entry 'Undertaking'", "90004")


def test_csv_and_xml_are_the_same_records() -> None:
    xml, csv = (list(SOURCE.read(DATA / name)) for name in ("sdn.xml", "sdn.csv"))
    assert _plain(xml) == _plain(csv)  # also with a control-Z at the end and "-0- " for nothing


def test_a_party_under_no_programme_is_listed_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "sdn.xml"
    text = (DATA / "sdn.xml").read_text().replace("Undertaking", "Entity")
    path.write_text(text)
    last = list(SOURCE.read(path))[-1]
    assert isinstance(last, NoticeRecord)
    assert (last.subject.value, last.code) == ("90004", "us-ofac-sdn")


def test_an_lei_that_does_not_check_joins_nobody(tmp_path: Path) -> None:
    path = tmp_path / "sdn.xml"
    path.write_text((DATA / "sdn.xml").read_text().replace("2138007EVDBJ1LFL0Q71", "2138007EVDBJ1LFL0Q72"))
    company = next(SOURCE.read(path))
    assert isinstance(company, PartyRecord)
    assert company.identifiers == ()


def test_the_csv_needs_its_addresses_and_names(tmp_path: Path) -> None:
    for name in ("sdn.csv", "add.csv"):
        shutil.copy(DATA / name, tmp_path / name.upper())
    with pytest.raises(BadFile, match=r"ALT\.CSV does not lie beside it"):
        list(SOURCE.read(tmp_path / "SDN.CSV"))


def test_the_other_list_is_not_blocked(tmp_path: Path) -> None:
    path = tmp_path / "consolidated.xml"
    shutil.copy(DATA / "sdn.xml", path)
    with pytest.raises(BadFile, match="the consolidated list, by its name"):
        list(SOURCE.read(path))
    notices = [one for one in CONSOLIDATED.read(path) if isinstance(one, NoticeRecord)]
    assert {one.listed_on for one in notices} == {"us-ofac-consolidated"}
    with pytest.raises(BadFile, match="the SDN list, by its name"):
        list(CONSOLIDATED.read(DATA / "sdn.xml"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<Sanctions><DistinctParties/></Sanctions>", "no entry"),
        ("<sdnList><sdnEntry>", "not XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><sdnList><sdnEntry/></sdnList>', "document type"),
        ("uid,name\n1,2\n", "does not lie beside it"),
        ("", "does not lie beside it"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "sdn.xml"
    path.write_text(content)
    with pytest.raises(BadFile, match=reason):
        list(SOURCE.read(path))


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    for name in ("sdn.csv", "add.csv", "alt.csv"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "sdn.csv").write_text("ent_num,SDN_Name\n1,2\n")
    with pytest.raises(BadFile, match="2 columns instead of 12"):
        list(SOURCE.read(tmp_path / "sdn.csv"))


def test_its_lists_are_those_that_policies_name() -> None:
    assert SOURCE.lists == ("us-ofac-sdn",)
    assert SOURCE.whole and CONSOLIDATED.whole
