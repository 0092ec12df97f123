from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED, Share, parse_percent, percent_text
from ingest.records import Complete, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import BadFile
from ingest.sources.sec_20f import SOURCE

DATA = Path(__file__).parents[1] / "data/sec_20f"
FILES = {path.parent.parent.name.partition("_")[2]: path for path in sorted(DATA.glob("*/*/20-F.htm"))}


def _interests(found: list[Record]) -> dict[str, InterestRecord]:
    names = {one.id: one.name for one in found if isinstance(one, PartyRecord)}
    return {names[one.holder]: one for one in found if isinstance(one, InterestRecord)}


def _real(ticker: str) -> dict[str, InterestRecord]:
    return _interests(list(SOURCE.read(FILES[ticker])))


def _changed(folder: Path, ticker: str, *changes: tuple[str, str]) -> list[Record]:
    real = FILES[ticker]
    text = real.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / real.parent.parent.name / real.parent.name / real.name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return list(SOURCE.read(path))


# Read off the documents by eye: printed percent of all shares, of the votes (None: no such column), and whether the
# footnote makes it certain that all of it is held today.
TRUTH = {
    "BABA": {
        "Jack Yun MA": ("7.6", None, False),
        "Joseph C. TSAI": ("3.1", None, False),
        "SoftBank": ("31.8", None, True),
        "Yahoo": ("15.3", None, True),
    },
    "JD": {
        "Richard Qiangdong Liu": ("16.2", "80.9", True),
        "Max Smart Limited": ("16.2", "71.5", True),
        "Huang River Investment Limited": ("18.0", "4.2", True),
        "Hillhouse Capital Management, Ltd.": ("8.9", "2.1", False),
        "Fortune Rising Holdings Limited": ("2.0", "9.3", True),
    },
    "PDD": {
        "Nanpeng Shen": ("2.6", None, True),
        "Entities affiliated with Zheng Huang": ("27.9", None, True),
        "Entities affiliated with Tencent": ("15.5", None, True),
        "Entities affiliated with Pinduoduo Partnership": ("7.3", None, True),
        "Banyan Partners Funds": ("6.6", None, True),
    },
    "HUYA": {
        "Rongjie Dong": ("0.5", "0.0", False),
        "Tencent Holdings Limited": ("46.7", "70.3", True),
        "JOYY": ("16.0", "24.1", True),
        "Morgan Stanley": ("6.2", "0.9", True),
    },
    "TCOM": {
        "James Jianzhang Liang": ("4.4", None, False),
        "Min Fan": ("1.2", None, False),
        "Jane Jie Sun": ("1.6", None, False),
        "Baidu Entities": ("10.7", None, True),
    },
    "XPEV": {
        "Xiaopeng He": ("20.5", "71.8", True),
        "Heng Xia": ("3.0", "1.1", True),
        "Hongdi Brian Gu": ("2.0", "0.7", True),
        "Simplicity and Respect entities": ("20.5", "71.8", True),
        "Alibaba": ("11.1", "3.9", True),
        "IDG entity": ("4.0", "1.4", True),
    },
}


@pytest.mark.parametrize("ticker", TRUTH)
def test_holders_shares_and_votes_of_the_real_documents(ticker: str) -> None:
    found = list(SOURCE.read(FILES[ticker]))
    assert not [one for one in found if isinstance(one, Refused)]
    interests = _interests(found)
    assert list(interests) == list(TRUTH[ticker])
    for name, (shares, votes, certain) in TRUTH[ticker].items():
        one = interests[name]
        for printed, share in ((shares, one.shares), (votes, one.votes)):
            if printed is None or share is None:
                assert printed is share is None
                continue
            half = parse_percent("0.05")
            assert share.high <= int((parse_percent(printed) + half) * 10**10), name
            least = int((parse_percent(printed) - half) * 10**10)
            assert share.low >= max(0, least) if certain else share.low == 0, name


# Read off the covers by eye.
COVERS = {
    "BABA": ("Alibaba Group Holding Limited", "HK", date(2015, 6, 25), date(2015, 6, 23)),
    "JD": ("JD.com, Inc.", "CN-BJ", date(2016, 4, 18), date(2016, 2, 29)),
    "PDD": ("Pinduoduo Inc.", "CN-SH", date(2022, 4, 25), date(2022, 2, 28)),
    "HUYA": ("HUYA Inc.", "CN", date(2023, 4, 26), date(2023, 3, 31)),
    "TCOM": ("Trip.com Group Limited", "CN-SH", date(2023, 3, 27), date(2023, 1, 31)),
    "XPEV": ("XPeng Inc.", "CN-GD", date(2023, 4, 12), date(2023, 3, 31)),
}


@pytest.mark.parametrize("ticker", COVERS)
def test_the_cover_gives_dated_seats(ticker: str) -> None:
    name, offices, signed, as_of = COVERS[ticker]
    found = list(SOURCE.read(FILES[ticker]))
    issuer = next(one for one in found if isinstance(one, PartyRecord))
    assert issuer.id == Identifier("CIK", FILES[ticker].parent.parent.name.partition("_")[0])
    assert (issuer.name, issuer.published) == (name, signed)
    incorporated, executive = issuer.seats
    assert incorporated == Seat("incorporation", "KY", "Cayman Islands")
    assert (executive.kind, executive.jurisdiction, executive.valid_from) == ("principal_executive", offices, signed)
    assert {one.valid_from for one in found if isinstance(one, InterestRecord)} == {as_of}


def test_counts_over_the_stated_total_are_exact_and_votes_a_band_of_the_printed_digit() -> None:
    tencent = _real("HUYA")["Tencent Holdings Limited"]
    assert tencent.shares == Share(466_906_661_988, 466_906_661_989)  # 112,012,054 of 239,902,454
    assert tencent.votes == Share(702_500_000_000, 703_499_999_999)
    assert tencent.directness == "unknown"
    assert tencent.stated == "Tencent Holdings Limited: 46.7 % of all shares, 70.3 % of the votes; 112,012,054 shares"


def test_options_within_60_days_are_never_counted_today() -> None:
    liang = _real("TCOM")["James Jianzhang Liang"]
    assert liang.shares == Share(0, 44_499_999_999)


def test_a_founder_and_his_vehicles_are_one_block() -> None:
    xpeng, jd = _real("XPEV"), _real("JD")
    assert (
        xpeng["Xiaopeng He"].group == xpeng["Simplicity and Respect entities"].group == "sec_20f:0001810997:xiaopeng he"
    )
    assert (
        jd["Richard Qiangdong Liu"].group == jd["Max Smart Limited"].group == "sec_20f:0001549802:richard qiangdong liu"
    )
    assert {
        one.group for name, one in xpeng.items() if name not in ("Xiaopeng He", "Simplicity and Respect entities")
    } == {None}


def test_equal_blocks_without_a_word_of_each_other_are_two(tmp_path: Path) -> None:
    changes = [("38,374,463", "112,012,054"), ("16.0", "46.7")]
    found = _interests(_changed(tmp_path, "HUYA", *changes))
    assert found["JOYY"].shares == found["Tencent Holdings Limited"].shares
    assert found["JOYY"].group is found["Tencent Holdings Limited"].group is None


def test_directors_as_a_group_and_rows_under_one_percent_are_no_holders() -> None:
    names = {name for ticker in FILES for name in _real(ticker)}
    assert not [name for name in names if "group" in name.casefold()]
    assert not names & {"Lei Chen", "David Xueling Li", "Lingdong Huang", "Jonathan Zhaoxi LU", "Qin Liu"}


def test_directors_are_people_and_principal_shareholders_are_not() -> None:
    kinds = {
        one.name: one.kind for ticker in FILES for one in SOURCE.read(FILES[ticker]) if isinstance(one, PartyRecord)
    }
    assert {name for name, kind in kinds.items() if kind == "person"} == {
        "Jack Yun MA", "Joseph C. TSAI", "Richard Qiangdong Liu", "Nanpeng Shen", "Rongjie Dong",
        "James Jianzhang Liang", "Min Fan", "Jane Jie Sun", "Xiaopeng He", "Heng Xia", "Hongdi Brian Gu",
    }  # fmt: skip


def test_a_footnote_that_seats_the_holder_itself_is_read() -> None:
    seats = {
        one.name: one.seats for ticker in FILES for one in SOURCE.read(FILES[ticker]) if isinstance(one, PartyRecord)
    }
    words = "Tencent Holdings Limited is a Cayman Islands company"
    assert seats["Tencent Holdings Limited"] == (Seat("incorporation", "KY", words),)
    assert seats["Max Smart Limited"][0].jurisdiction == "VG"
    assert seats["Alibaba"] == seats["SoftBank"] == ()


def test_percent_of_one_class_of_several_is_not_of_all_shares(tmp_path: Path) -> None:
    change = ("and no Class B ordinary Shares outstanding", "and 900,000,000 Class B ordinary Shares outstanding")
    found = _interests(_changed(tmp_path, "PDD", change))
    assert {(one.shares, one.votes) for one in found.values()} == {(UNDISCLOSED, UNDISCLOSED)}


def test_a_row_without_footnote_is_certain_of_nothing(tmp_path: Path) -> None:
    found = _interests(_changed(tmp_path, "HUYA", ("Limited<sup>(7)</sup>", "Limited")))
    one = found["Tencent Holdings Limited"]
    assert (one.shares, one.votes) == (Share(0, 467_499_999_999), Share(0, 703_499_999_999))


def test_without_a_stated_total_the_printed_figure_is_a_band(tmp_path: Path) -> None:
    found = _interests(
        _changed(tmp_path, "HUYA", ("239,902,454 ordinary shares outstanding", "all our ordinary shares"))
    )
    assert found["Tencent Holdings Limited"].shares == Share(466_500_000_000, 467_499_999_999)


def test_a_percentage_that_does_not_follow_from_the_counts_is_refused(tmp_path: Path) -> None:
    found = _changed(tmp_path, "HUYA", ("46.7", "64.7"))
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert refused.reason == "64.7 % does not follow from 112012054 of 239902454 shares"
    assert "Tencent Holdings Limited" not in _interests(found)


def test_a_figure_that_fits_no_column_is_refused(tmp_path: Path) -> None:
    found = _changed(tmp_path, "HUYA", ("70.3", "about 70"))
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert refused.reason == "a figure that fits no column: 'about 70'"


def test_holders_of_the_former_table_are_closed_by_the_next(tmp_path: Path) -> None:
    found = list(SOURCE.read(FILES["HUYA"]))
    assert found[-1] == Complete("0001728190")
    assert {one.scope for one in found if isinstance(one, InterestRecord)} == {"0001728190"}


def test_a_table_that_runs_over_a_page_is_read_whole(tmp_path: Path) -> None:
    text = FILES["HUYA"].read_text(encoding="utf-8")
    row = text.rindex("<tr", 0, text.index("JOYY<sup>"))
    split = "</table><p>121</p><p>Table of Contents</p><table>"
    path = tmp_path / "0001728190" / "0001193125-23-116470" / "20-F.htm"
    path.parent.mkdir(parents=True)
    path.write_text(text[:row] + split + text[row:], encoding="utf-8")
    assert _interests(list(SOURCE.read(path))) == _real("HUYA")


def test_a_document_without_the_table_gives_its_seats_and_a_refusal(tmp_path: Path) -> None:
    found = _changed(tmp_path, "HUYA", ("beneficial ownership of our", "ownership of our"))
    assert [type(one) for one in found] == [PartyRecord, Refused]


def test_a_cover_without_a_known_place_is_refused_and_nothing_guessed(tmp_path: Path) -> None:
    found = _changed(tmp_path, "JD", ("Republic of China", "Republic"), ("P.R. China", "P.R."))
    issuer = next(one for one in found if isinstance(one, PartyRecord))
    assert [seat.kind for seat in issuer.seats] == ["incorporation"]
    assert "no place is certain in the address of principal executive offices" in {
        one.reason for one in found if isinstance(one, Refused)
    }


def test_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "0001549802_JD" / "2016_JD_20-F_000110465916111984.html.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(FILES["JD"].read_bytes()))
    assert list(SOURCE.read(path)) == list(SOURCE.read(FILES["JD"]))


@pytest.mark.parametrize(
    ("folder", "old", "new", "reason"),
    [
        ("0001549802", "</html>", "", "truncated"),
        ("0001549802", "FORM&nbsp;20-F", "FORM 10-K", "no cover of a Form 20-F"),
        ("somewhere", "</html>", "</html>", "nothing names the filer's CIK"),
        ("0001549802", "Date: April 18, 2016", "", "neither signed nor dated"),
    ],
)
def test_a_file_that_is_no_whole_20f_is_refused(tmp_path: Path, folder: str, old: str, new: str, reason: str) -> None:
    path = tmp_path / folder / "20-F.htm"
    path.parent.mkdir()
    path.write_text(FILES["JD"].read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadFile, match=reason):
        list(SOURCE.read(path))


def test_a_document_in_another_filers_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "0001549802" / "20-F.htm"
    path.parent.mkdir()
    path.write_bytes(FILES["HUYA"].read_bytes())
    with pytest.raises(BadFile, match="its folder says CIK:0001549802, the document CIK:0001728190"):
        list(SOURCE.read(path))


def test_a_majority_by_votes_though_not_by_shares() -> None:
    tencent = _real("HUYA")["Tencent Holdings Limited"]
    assert tencent.shares is not None and tencent.votes is not None
    assert percent_text(tencent.shares.high) < "50" < percent_text(tencent.votes.low)
