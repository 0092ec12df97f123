"""The short lists that are tables of one shape: a source each, one reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.records import NoticeRecord, PartyRecord, Record, Refused
from ingest.registry import source
from ingest.source import BadFile

DATA = Path(__file__).parents[1] / "data/restricted_lists"
FILES = {
    "us_dod_1260h": ("1260h.csv", "us-dod-1260h"),
    "us_ndaa_1286": ("section_1286.csv", "us-ndaa-1286"),
    "us_ndaa_889": ("section_889.csv", "us-ndaa-889"),
    "us_ndaa_154": ("section_154.csv", "us-ndaa-154"),
    "us_ndaa_5949": ("section_5949.csv", "us-ndaa-5949"),
    "us_inksna": ("inksna.csv", "us-state-inksna"),
    "us_bis_mieu": ("mieu.csv", "us-bis-military-intelligence-end-users"),
    "us_fcc_covered": ("fcc_covered.csv", "us-fcc-covered"),
    "eu_833_2014": ("32014R0833.csv", "eu-833-2014"),
    "cn_counter_sanctions": ("cn__sanctions.csv", "cn-counter-sanctions"),
}


def _read(name: str) -> list[Record]:
    return list(source(name).read(DATA / FILES[name][0]))


def _parties(found: list[Record]) -> dict[str, PartyRecord]:
    return {one.name: one for one in found if isinstance(one, PartyRecord)}


def _notices(found: list[Record], name: str = "") -> list[NoticeRecord]:
    id_ = _parties(found)[name].id if name else None
    return [one for one in found if isinstance(one, NoticeRecord) and id_ in (None, one.subject)]


@pytest.mark.parametrize("name", FILES)
def test_each_list_is_whole_and_has_its_id(name: str) -> None:
    known = source(name)
    file, listed_on = FILES[name]
    assert known.lists == (listed_on,)
    assert known.whole
    assert any(Path(file).match(pattern) for pattern in known.files)
    found = _read(name)
    assert {one.listed_on for one in _notices(found)} == {listed_on}
    records = [one.record for one in found if not isinstance(one, Refused)]  # type: ignore[union-attr]
    assert len(set(records)) == len(records)


def test_a_company_taken_off_and_put_on_again_is_listed_twice() -> None:
    found = _read("us_dod_1260h")
    first, again = _notices(found, "Example Sub Co., Ltd.")
    assert (first.valid_from, first.valid_to) == (date(2021, 6, 3), date(2026, 2, 17))  # the later row ends it
    assert (again.valid_from, again.valid_to) == (date(2026, 6, 8), None)
    (gone,) = _notices(found, "Example Gone Co.")
    assert gone.valid_to == date(2024, 1, 31)


def test_names_with_commas_stay_whole_and_a_parent_is_told_alone() -> None:
    found = _read("us_dod_1260h")
    sub = _parties(found)["Example Sub Co., Ltd."]
    assert sub.other_names == ("Old Sub", "Older Sub, Inc.", "ESub")
    assert sub.stated == "Example Holding Ltd.; back again"
    assert {type(one).__name__ for one in found} == {"PartyRecord", "NoticeRecord", "Refused"}  # no interest
    assert [one.reason for one in found if isinstance(one, Refused)] == [
        "an entry without a name", "not a date: 'soon'",
    ]  # fmt: skip


def test_a_year_is_no_day() -> None:
    found = _read("us_ndaa_1286")
    (institute,) = _notices(found, "Example Institute")
    assert (institute.valid_from, institute.valid_to) == (None, date(2026, 7, 23))
    (academy,) = _notices(found, "Example Academy")
    assert academy.valid_to == date(2027, 1, 1)  # sometime in 2026: not before its end
    assert _parties(found)["Example Institute"].other_names == ("EI", "Example Inst")


def test_a_law_lists_from_its_day_though_it_forbids_later() -> None:
    (notice,) = _notices(_read("us_ndaa_154"))
    assert notice.valid_from == date(2023, 12, 22)


def test_countries_of_people_are_nationalities() -> None:
    found = _read("us_inksna")
    parties = _parties(found)
    assert [(s.kind, s.jurisdiction) for s in parties["Ivan Example"].seats] == [("nationality", "RU")]
    assert [(s.kind, s.jurisdiction) for s in parties["Example Trading FZC"].seats] == [("business_address", "AE")]
    assert _notices(found, "Example Trading FZC")[0].valid_to == date(2028, 1, 22)
    assert [one.reason for one in found if isinstance(one, Refused)] == ["unknown kind of entry 'Robot'"]


def test_makers_are_read_out_of_sentences() -> None:
    found = _read("us_fcc_covered")
    assert list(_parties(found)) == [
        "Huawei Technologies Company", "AO Kaspersky Lab", "Pacific Networks Corp", "ComNet (USA) LLC",
        "Kaspersky Lab, Inc.",
    ]  # fmt: skip
    assert _notices(found, "ComNet (USA) LLC")[0].valid_from == date(2022, 9, 20)
    assert [one.reason[:17] for one in found if isinstance(one, Refused)] == ["it names no maker"]


def test_annexes_of_a_regulation() -> None:
    found = _read("eu_833_2014")
    party = _parties(found)["JSC Example"]
    assert party.identifiers == ()  # a tax number in brackets joins nobody
    assert [seat.jurisdiction for seat in party.seats] == ["RU", "HK"]
    assert [(one.code, one.valid_from) for one in _notices(found, "JSC Example")] == [
        ("Annex IV", date(2014, 9, 12)), ("Annex XIV", date(2022, 3, 12)),
    ]  # fmt: skip
    assert "EXAMPLE TANKER" not in _parties(found)
    assert [one.reason for one in found if isinstance(one, Refused)] == ["not a date: '2025-02-31'"]


def test_chinas_countermeasures() -> None:
    found = _read("cn_counter_sanctions")
    (senator,) = _notices(found, "Sam Example")
    assert (senator.valid_from, senator.valid_to) == (date(2020, 7, 13), date(2023, 7, 13))
    defence = _parties(found)["Example Defence Inc."]
    assert [seat.jurisdiction for seat in defence.seats] == ["JP"]
    assert sorted(one.code for one in _notices(found, "Example Defence Inc.")) == ["AFSL", "UEL"]


@pytest.mark.parametrize("name", FILES)
def test_another_table_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("party,country\nExample,CN\n")
    with pytest.raises(BadFile, match="no header with"):
        list(source(name).read(path))
