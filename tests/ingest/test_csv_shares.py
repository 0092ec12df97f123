from __future__ import annotations

import zipfile
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED, WHOLE, Share
from ingest.identifiers import is_strong
from ingest.records import Complete, Identifier, InterestRecord, PartyRecord, Record, Refused
from ingest.source import BadFile
from ingest.sources.csv_shares import SOURCE

DATA = Path(__file__).parents[1] / "data/csv_shares"
ALPHA, OMEGA, LEI = "Alpha Ltd", "Omega Ltd", "5493001KJTIIGC8Y1R12"


def _read(folder: Path, text: str, encoding: str = "utf-8", name: str = "holdings.csv") -> list[Record]:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return list(SOURCE.read(path))


def _interests(found: list[Record]) -> list[InterestRecord]:
    assert not [one for one in found if isinstance(one, Refused)], found
    return [one for one in found if isinstance(one, InterestRecord)]


def _refusal(found: list[Record]) -> str:
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert not any(isinstance(one, Complete) for one in found)
    return refused.reason


def _share(folder: Path, cell: str, column: str = "percent", separator: str = ";", exact: str = "yes") -> Share:
    line = separator.join((ALPHA, OMEGA, cell, exact))
    (found,) = _interests(_read(folder, f"holder{separator}subject{separator}{column}{separator}exact\n{line}\n"))
    assert found.shares is not None
    return found.shares


def _percent(low: float, high: float) -> Share:
    return Share(round(low * WHOLE / 100), round(high * WHOLE / 100))


def test_a_sheet_of_excel() -> None:
    found = list(SOURCE.read(DATA / "comma.csv"))
    first, second, third = _interests(found)
    assert (first.shares, first.valid_from, first.directness) == (
        Share(505 * 10**9, 515 * 10**9 - 1),
        date(2020, 3, 1),
        "direct",
    )
    assert second.shares == Share(WHOLE // 4 + 1, WHOLE)
    assert third.valid_to == date(2021, 5, 17)
    assert first.stated == "percent 51%; bought from the founders, see the letter"  # of a cell of two lines
    parties = {one.name: one for one in found if isinstance(one, PartyRecord)}
    assert parties["J. Doe"].kind == "person"
    assert [(seat.kind, seat.jurisdiction) for seat in parties["J. Doe"].seats] == [("residence", "FR")]
    assert [(seat.kind, seat.jurisdiction) for seat in parties["Beta Capital Co."].seats] == [("incorporation", "CN")]
    assert found[-1] == Complete("comma:comma.csv")
    assert len(found) == 4 + 3 + 1  # the sum row and the empty row are no holdings


@pytest.mark.parametrize("file", ["semicolon.csv", "unicode.txt"])
def test_semicolons_and_unicode_text_say_the_same(file: str) -> None:
    first, second = _interests(list(SOURCE.read(DATA / file)))
    assert first.shares == Share(6655 * 10**8, 6665 * 10**8 - 1)  # "66,6 %", as the sheet shows it
    assert (first.valid_from, second.valid_from) == (date(2018, 2, 1), date(2020, 3, 1))  # 01.02.2018 and 43891


def test_the_template_loads_by_itself(tmp_path: Path) -> None:
    text = resources.files("ingest").joinpath("data/templates/csv_shares.csv").read_text(encoding="utf-8")
    assert len(_interests(_read(tmp_path, text))) == 4


@pytest.mark.parametrize("cell", ["51", "51%", "51 %", "51.0", "51,00 %"])
def test_five_notations_of_one_figure(tmp_path: Path, cell: str) -> None:
    assert _share(tmp_path, cell) == _percent(51, 51)


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("> 50 %", Share(WHOLE // 2 + 1, WHOLE)),
        (">=75%", Share(WHOLE * 3 // 4, WHOLE)),
        ("≥ 75", Share(WHOLE * 3 // 4, WHOLE)),
        ("more than 25%", Share(WHOLE // 4 + 1, WHOLE)),
        ("less than 5%", Share(0, WHOLE // 20 - 1)),
        ("up to 5%", Share(0, WHOLE // 20)),
        ("25-50%", _percent(25, 50)),
        ("25% – 50%", _percent(25, 50)),
        ("25 to 50", _percent(25, 50)),
        ("0.5%", _percent(0.5, 0.5)),
        ("0.5-1%", _percent(0.5, 1)),
        ("0", _percent(0, 0)),
        ("100,0 %", _percent(100, 100)),
        ("", UNDISCLOSED),
        ("n/a", UNDISCLOSED),
        ("undisclosed", UNDISCLOSED),
    ],
)
def test_what_percent_may_say(tmp_path: Path, cell: str, share: Share) -> None:
    assert _share(tmp_path, cell) == share


def test_a_figure_that_is_not_exact_is_as_rounded_as_it_is_shown(tmp_path: Path) -> None:
    assert _share(tmp_path, "50", exact="") == Share(495 * 10**9, 505 * 10**9 - 1)
    assert _share(tmp_path, "100%", exact="no") == Share(995 * 10**9, WHOLE)


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("0.51", Share(505 * 10**9, 515 * 10**9 - 1)),
        ("0,5", Share(495 * 10**9, 505 * 10**9 - 1)),
        ("1", Share(995 * 10**9, WHOLE)),
        ("0.333", Share(3325 * 10**8, 3335 * 10**8 - 1)),
    ],
)
def test_a_column_of_fractions(tmp_path: Path, cell: str, share: Share) -> None:
    assert _share(tmp_path, cell.replace(".", ","), column="fraction", exact="") == share


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("0.51", "may be a percentage or a fraction"),
        ("0,51", "may be a percentage or a fraction"),
        ("1", "may be a percentage or a fraction"),
        (">0.5", "may be a percentage or a fraction"),
        ("0.25-0.5", "may be a percentage or a fraction"),
        ("1.234,5", "has thousands"),
        ("1,234.5", "has thousands"),
        ("12.345", "may be a thousand or three decimals"),
        ("151%", "between 0 and 100"),
        ("50-25%", "least is above the most"),
        ("ca. 50", "not a percentage"),
        ("half", "not a percentage"),
        ("١٢", "not a decimal number"),
        ("1e1", "not a percentage"),
        ("NaN", "not a percentage"),
        ("=A1/B1", "formula"),
        ("+51", "formula"),
        ("-51", "formula"),
        ("-", "formula"),
        ("@SUM(A1)", "formula"),
        ("#REF!", "spreadsheet's error"),
        ("########", "spreadsheet's error"),
    ],
)
def test_a_figure_that_can_be_misread_is_refused(tmp_path: Path, cell: str, reason: str) -> None:
    assert reason in _refusal(_read(tmp_path, f"holder;subject;percent\nAlpha;Omega;{cell}\n"))


def test_a_decimal_comma_between_commas_is_refused(tmp_path: Path) -> None:
    header = "holder,subject,percent,note\n"
    assert "decimal comma" in _refusal(_read(tmp_path, f'{header}Alpha,Omega,"12,5",\n'))
    assert "decimal comma" in _refusal(_read(tmp_path, f"{header}Alpha,Omega,12,5\n"))  # not 12 %, noted "5"
    assert "5 cells under 4 columns" in _refusal(_read(tmp_path, f"{header}Alpha,Omega,12,5,bought\n"))


def test_a_fraction_above_one_is_refused(tmp_path: Path) -> None:
    assert "is no fraction" in _refusal(_read(tmp_path, "holder,subject,fraction\nAlpha,Omega,51\n"))


def test_a_column_called_shares_needs_percent_signs(tmp_path: Path) -> None:
    assert "number of shares" in _refusal(_read(tmp_path, "holder,subject,Shares\nAlpha,Omega,50\n"))
    assert _share(tmp_path, "50%", column="Shares") == _percent(50, 50)


def test_two_figures_in_a_row_are_refused(tmp_path: Path) -> None:
    assert "two figures" in _refusal(_read(tmp_path, "holder,subject,percent,fraction\nAlpha,Omega,50,0.5\n"))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021-05-17", date(2021, 5, 17)), ("2021-05-17 00:00:00", date(2021, 5, 17)), ("2021/5/17", date(2021, 5, 17)),
        ("17.05.2021", date(2021, 5, 17)), ("17. 5. 2021", date(2021, 5, 17)), ("44333", date(2021, 5, 17)),
        ("17/05/2021", date(2021, 5, 17)), ("05/17/2021", date(2021, 5, 17)), ("05/05/2021", date(2021, 5, 5)),
        ("17-May-2021", date(2021, 5, 17)), ("May 17, 2021", date(2021, 5, 17)), ("", None),
    ],
)  # fmt: skip
def test_days_that_can_be_read(tmp_path: Path, cell: str, day: date | None) -> None:
    (found,) = _interests(_read(tmp_path, f"holder;subject;percent;from\nAlpha;Omega;51;{cell}\n"))
    assert found.valid_from == day


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("03/04/2021", "may be day/month or month/day"), ("3-4-2021", "may be day/month or month/day"),
        ("17/05/21", "not a date"), ("2021", "not a date"), ("31.02.2021", "not a date"), ("13/13/2021", "not a date"),
        ("9999-12-31", "not a day of this register"), ("0001-01-01", "not a day of this register"),
        ("99999", "not a date"), ("17 Foo 2021", "not a date"),
    ],
)  # fmt: skip
def test_days_that_cannot_are_refused(tmp_path: Path, cell: str, reason: str) -> None:
    assert reason in _refusal(_read(tmp_path, f"holder;subject;percent;from\nAlpha;Omega;51;{cell}\n"))


def test_an_end_before_the_beginning_is_refused(tmp_path: Path) -> None:
    text = "holder;subject;percent;from;to\nAlpha;Omega;51;2021-01-02;2021-01-01\n"
    assert "before it begins" in _refusal(_read(tmp_path, text))


def test_names_are_the_owners_own_and_join_nothing(tmp_path: Path) -> None:
    text = "holder,subject,percent\nAlpha Ltd,Omega,60\nALPHA  LTD,Sigma,10\n"
    mine, also_mine = _interests(_read(tmp_path, text, name="mine.csv"))
    theirs, _ = _interests(_read(tmp_path, text, name="theirs.csv"))
    assert mine.holder == also_mine.holder != theirs.holder
    assert not is_strong(mine.holder)
    named = "holder,subject,percent,file_owner\nAlpha Ltd,Omega,60,risk desk\n"
    one, two = (_interests(_read(tmp_path, named, name=name))[0] for name in ("a.csv", "b.csv"))
    assert one.holder == two.holder == Identifier("csv_shares", "risk desk/alpha ltd")
    assert one.scope != two.scope  # a second file ends nothing of the first


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (LEI, Identifier("LEI", LEI)),
        (f"lei: {LEI}", Identifier("LEI", LEI)),
        ("GB-COH:1126618", Identifier("GB-COH", "01126618")),
        ("CIK:320193", Identifier("CIK", "0000320193")),
        ("NL-KVK:33011433", Identifier("NL-KVK", "33011433")),
        ("RA000585:01126618", Identifier("GB-COH", "01126618")),
        ("own:17", Identifier("csv_shares", "holdings/own:17")),
    ],
)
def test_identifiers_say_whose_they_are(tmp_path: Path, given: str, found: Identifier) -> None:
    (interest,) = _interests(_read(tmp_path, f"holder,subject,percent,holder_id\nAlpha,Omega,60,{given}\n"))
    assert interest.holder == found


@pytest.mark.parametrize("given", ["01126618", LEI[:-1] + "3", "GB-COH:1.126618E+06", "US-SAM:123", "XX:1", "CIK:n/a"])
def test_an_identifier_that_is_not_known_is_refused(tmp_path: Path, given: str) -> None:
    found = _read(tmp_path, f"holder,subject,percent,holder_id\nAlpha,Omega,60,{given}\n")
    assert repr(given) in _refusal(found)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (("Alpha,Omega,60,GB-COH:01126618,", "Alpha,Sigma,60,,"), "give its id in each"),
        (("Alpha,Omega,60,,", "Alpha,Sigma,60,GB-COH:01126618,"), "give its id in each"),
        (("Alpha,Omega,60,GB-COH:01126618,", "Beta,Omega,10,GB-COH:01126618,"), "is 'Alpha' in line 2"),
        (("Alpha,Omega,60,,GB", "Alpha,Sigma,60,,CN"), "sits elsewhere"),
        (("Alpha,Omega,60,,Congo",), "not a place"),
        (("Alpha,Omega,60,,Georgia",), "not a place"),
        (("Alpha,Omega,60,,", "alpha,OMEGA,5,,"), "line 2 states this holding too"),
        ((",Omega,60,,",), "without a name"),
        (("Alpha,,60,,",), "without a name"),
        (("Total,Omega,100%,,",), "a sum or a party?"),
        (("\u202eahplA,Omega,60,,",), "control character"),
        (("Al\x07pha,Omega,60,,",), "control character"),
    ],
)
def test_what_could_be_two_things_is_refused(tmp_path: Path, rows: tuple[str, ...], reason: str) -> None:
    header = "holder,subject,percent,holder_id,holder_country\n"
    assert reason in _refusal(_read(tmp_path, header + "\n".join(rows) + "\n"))


def test_a_company_called_total_is_a_party_where_its_id_says_so(tmp_path: Path) -> None:
    text = "holder,subject,percent,holder_country\nTotal,Omega,60,FR\nTotal 100 %,,100%,\n,Sum:,100%,\n"
    (found,) = _interests(_read(tmp_path, text))
    assert found.holder.value == "holdings/total"


def test_a_person_is_no_company(tmp_path: Path) -> None:
    text = "holder,subject,percent,kind\nJ. Doe,Omega,60,person\nAlpha,J. Doe,10,\n"
    assert "is a person in line 2" in _refusal(_read(tmp_path, text))


def test_more_than_the_whole_is_refused_with_the_subject(tmp_path: Path) -> None:
    header = "holder,subject,percent,from,to,directness\n"
    text = f"{header}Alpha,Omega,60,2020-01-01,,\nBeta,Omega,50,2020-01-01,,\n"
    found = _read(tmp_path, text)
    assert "Omega" in _refusal(found)
    assert "109 % or more" in _refusal(found)
    assert sum(isinstance(one, InterestRecord) for one in found) == 2
    for fine in (
        f"{header}Alpha,Omega,60,2020-01-01,2021-01-01,\nBeta,Omega,50,2021-01-01,,\n",  # one after the other
        f"{header}Alpha,Omega,60,,,\nBeta,Omega,50,,,indirect\n",
        f"{header}Alpha,Omega,33.4,,,\nBeta,Omega,33.3,,,\nGamma,Omega,33.4,,,\n",  # 100.1, rounded
    ):
        assert _interests(_read(tmp_path, fine))


def test_metrics_are_apart(tmp_path: Path) -> None:
    text = "holder,subject,percent,metric,directness\nAlpha,Omega,60,shares,\nAlpha,Omega,70,Votes,indirect\n"
    shares, votes = _interests(_read(tmp_path, text))
    assert shares.shares and not shares.votes and votes.votes and not votes.shares
    assert votes.directness == "indirect"
    assert "is none of" in _refusal(_read(tmp_path, "holder,subject,percent,metric\nAlpha,Omega,60,seats\n"))


def test_a_link_is_the_url_and_any_other_source_is_told(tmp_path: Path) -> None:
    text = "holder,subject,percent,source\nAlpha,Omega,60,https://example.com/1\nBeta,Omega,10,Letter of May\n"
    link, letter = _interests(_read(tmp_path, text))
    assert (link.url, letter.url, letter.stated) == ("https://example.com/1", None, "percent 10; Letter of May")


def test_what_spreadsheets_leave_out_or_add_is_let_pass(tmp_path: Path) -> None:
    text = "sep=;\nHOLDER;Subject;Percent (%);note;;\nAlpha;Omega;60\n;;;;;\nBeta;Omega;30;;;;;;\n"
    assert len(_interests(_read(tmp_path, text.replace("Percent (%)", "%")))) == 2


def test_the_same_row_has_the_same_record_whatever_its_figure(tmp_path: Path) -> None:
    text = "holder,subject,percent\nAlpha,Omega,60\n"
    (before,), (after,) = (_interests(_read(tmp_path, one)) for one in (text, text.replace("60", "40")))
    assert before.record == after.record
    assert before != after


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"holder,subject,percent,valid_untill\n", "unknown column 'valid_untill'"),
        (b"holder,percent\n", "missing column: subject"),
        (b"holder|subject|percent\n", "unknown column"),
        (b"holder,owner,subject\n", "two columns for holder"),
        (b"holder,subject,date\n", "unknown column 'date'"),
        ("holder,subject,percent\nMüller,Omega,5\n".encode("cp1252"), "not UTF-8"),
        ("holder,subject,percent\n".encode("utf-16-le"), "NUL"),
        ("holder,subject\n".encode("utf-16") + b"\x00", "not UTF-16"),
        (b'holder,subject,percent\n"Alpha,Omega,5\n', "a quote that never closes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a workbook"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "holdings.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile) as refused:
        list(SOURCE.read(path))
    assert reason in refused.value.reason


def test_a_misspelt_column_is_told_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as refused:
        _read(tmp_path, "holder,subject,percent,valid_untill\n")
    assert "Is it valid_to?" in refused.value.hint or "Is it until?" in refused.value.hint


def test_a_workbook_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "holdings.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(BadFile) as refused:
        list(SOURCE.read(path))
    assert "Save As" in refused.value.hint


def test_a_cut_last_row_is_refused(tmp_path: Path) -> None:
    assert "cut" in _refusal(_read(tmp_path, "holder,subject,percent,note\nAlpha,Omega,60,\nBeta,Ome"))


def test_standard_input_needs_an_owner_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    def read(text: str) -> list[Record]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(text.encode()))))  # type: ignore[arg-type]
        return list(SOURCE.read(Path("-")))

    assert "whose names are these?" in _refusal(read("holder,subject,percent\nAlpha,Omega,60\n"))
    found = read("holder,subject,percent,file_owner\nAlpha,Omega,60,desk\n")
    assert len(_interests(found)) == 1
    assert not any(isinstance(one, Complete) for one in found)
