from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.records import NoticeRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.gb_sanctions import SOURCE

DATA = Path(__file__).parents[1] / "data/gb_sanctions"


def test_the_uk_sanctions_list() -> None:
    company, frozen, person, banned, refused = list(SOURCE.read(DATA / "UK-Sanctions-List.xml"))
    assert isinstance(company, PartyRecord) and isinstance(frozen, NoticeRecord)
    assert isinstance(person, PartyRecord) and isinstance(banned, NoticeRecord)
    assert (company.name, company.other_names) == ("EXAMPLE HOLDING LLC", ("OLD EXAMPLE", "Пример"))
    assert [(seat.kind, seat.jurisdiction) for seat in company.seats] == [("business_address", "RU")]
    assert (frozen.listed_on, frozen.valid_from) == ("gb-ofsi-consolidated", date(2022, 2, 24))
    assert (frozen.published, frozen.stated) == (date(2026, 8, 4), "It is an example.")
    assert (person.name, person.birth) == ("Ivan EXAMPLEV", "1960")
    assert [seat.jurisdiction for seat in person.seats] == ["RU", "CY"]
    assert banned.listed_on == "gb-fcdo-sanctions"  # a travel ban freezes nothing
    assert isinstance(refused, Refused)
    assert refused.reason == "an entry without a name"


def test_the_csv_says_the_same_below_its_report_date() -> None:
    xml = [one for one in SOURCE.read(DATA / "UK-Sanctions-List.xml") if not isinstance(one, Refused)]
    assert list(SOURCE.read(DATA / "UK-Sanctions-List.csv")) == xml


def test_the_list_that_ofsi_kept() -> None:
    company, frozen = SOURCE.read(DATA / "ConList.csv")
    assert isinstance(company, PartyRecord) and isinstance(frozen, NoticeRecord)
    assert (company.record, company.name, company.other_names) == (
        "OFSI-99001", "EXAMPLE HOLDING LLC", ("OLD EXAMPLE",),
    )  # fmt: skip
    assert (frozen.listed_on, frozen.code, frozen.valid_from) == ("gb-ofsi-consolidated", "Russia", date(2022, 2, 24))


@pytest.mark.parametrize("content", ["<Designations/>", "Report Date\na,b\n1,2\n"])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(BadFile, match=r"no entry|no header"):
        list(SOURCE.read(path))
