from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.records import NoticeRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.eu_fsf import SOURCE

DATA = Path(__file__).parents[1] / "data/eu_fsf"
XML, CSV = DATA / "20260805-FULL-1_1.xml", DATA / "20260805-FULL-1_1.csv"


def test_entries_of_the_xml() -> None:
    bank, listed, person, terr, refused = list(SOURCE.read(XML))
    assert isinstance(bank, PartyRecord) and isinstance(listed, NoticeRecord)
    assert isinstance(person, PartyRecord) and isinstance(terr, NoticeRecord)
    assert (bank.name, bank.other_names, bank.identifiers) == ("Example Bank JSC", ("Пример Банк",), ())
    assert [seat.jurisdiction for seat in bank.seats] == ["RU"]  # "00" is nowhere
    assert (listed.listed_on, listed.code, listed.valid_from) == ("eu-consolidated", "UKR", date(2022, 2, 23))
    assert (listed.published, listed.url) == (date(2025, 3, 1), "https://eur-lex.europa.eu/1")
    assert (person.kind, person.name, person.birth) == ("person", "Ahmed Example", "1970")  # of its parts
    assert [(seat.kind, seat.jurisdiction) for seat in person.seats] == [("nationality", "SY")]
    assert terr.valid_from == date(2001, 5, 29)  # no designation date: since its regulation was in force
    assert isinstance(refused, Refused)
    assert refused.reason == "unknown kind of subject 'ship'"


def test_the_csv_has_a_row_for_each_name_and_says_the_same() -> None:
    assert list(SOURCE.read(CSV)) == [one for one in SOURCE.read(XML) if not isinstance(one, Refused)]


def test_an_entry_whose_rows_stand_apart_is_refused(tmp_path: Path) -> None:
    head, *rows = CSV.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "FULL-1_1.csv"
    path.write_text("".join([head, *rows, rows[0]]), encoding="utf-8")
    *_, last = SOURCE.read(path)
    assert isinstance(last, Refused)
    assert (last.record, last.reason) == ("101", "rows of an entry that stood above already")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<export/>", "no entry"),
        ("a;b\n1;2\n", "no header with Entity_LogicalId"),
        ("", "no header"),
        (CSV.read_text(encoding="utf-8").rstrip("\n")[:-12], "the last row is cut"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile, match=reason):
        list(SOURCE.read(path))
