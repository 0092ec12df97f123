from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED, WHOLE, Share
from ingest.records import Closed, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import BadFile
from ingest.sources.sec_schedule13 import SOURCE

DATA = Path(__file__).parents[1] / "data/sec_schedule13"
AADI, SEAPORT, JUSHI = DATA / "schedule13d.xml", DATA / "schedule13d_nested_cusip.xml", DATA / "schedule13g.xml"
LIVENT = DATA / "0001742924_LTHM/SC-13G.htm"
FUND, LEONARD = Identifier("CIK", "0001373604"), Identifier("CIK", "0001373603")


def _changed(folder: Path, real: Path, *changes: tuple[str, str], name: str = "schedule13.xml") -> list[Record]:
    text = real.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return list(SOURCE.read(path))


def _interests(found: list[Record]) -> dict[str, InterestRecord]:
    return {one.holder.value: one for one in found if isinstance(one, InterestRecord)}


def test_a_real_13d_names_issuer_and_persons_by_cik() -> None:
    found = list(SOURCE.read(AADI))
    parties = {one.id: one for one in found if isinstance(one, PartyRecord)}
    assert {party.key: one.name for party, one in parties.items()} == {
        "CIK:0001422142": "Aadi Bioscience, Inc.",
        "CIK:0001373604": "BML Investment Partners, L.P.",
        "CIK:0001373603": "Leonard Braden Michael",
    }
    assert (parties[FUND].kind, parties[LEONARD].kind) == ("company", "person")
    assert parties[LEONARD].seats == (Seat("nationality", "US", "EDGAR code X1"),)
    interest = _interests(found)[FUND.value]
    assert (interest.valid_from, interest.published) == (date(2024, 12, 31), date(2024, 12, 31))
    assert interest.stated == "SCHEDULE 13D: 8.5 % of Common stock, par value $0.0001 per share by Rule 13d-3"


def test_a_states_code_is_edgars_and_not_isos() -> None:
    fund = next(one for one in SOURCE.read(AADI) if isinstance(one, PartyRecord) and one.id == FUND)
    assert fund.seats == (Seat("incorporation", "US-DE", "EDGAR code DE"),)


def test_percent_of_a_class_proves_no_share_but_bounds_it_where_no_other_class_is_named() -> None:
    interest = _interests(list(SOURCE.read(AADI)))[FUND.value]
    assert interest.shares == interest.votes == Share(0, 85_499_999_999)
    assert interest.directness == "unknown"


@pytest.mark.parametrize(
    "change",
    [
        ("<securitiesClassTitle>Common stock, ", "<securitiesClassTitle>Class A Common stock, "),
        ("<securitiesClassTitle>Common stock, ", "<securitiesClassTitle>Common units, "),
        ("<contractDescription>n/a", "<contractDescription>Each share of Class B has ten votes."),
        ("<contractDescription>n/a", "<contractDescription>The Series A Preferred Stock converts."),
    ],
)
def test_one_class_of_several_bounds_nothing(tmp_path: Path, change: tuple[str, str]) -> None:
    interest = _interests(_changed(tmp_path, AADI, change))[FUND.value]
    assert interest.shares == interest.votes == UNDISCLOSED


def test_subordinate_voting_shares_are_one_class_of_several() -> None:
    assert {one.votes for one in _interests(list(SOURCE.read(JUSHI))).values()} == {UNDISCLOSED}


def test_a_manager_without_the_vote_has_no_votes(tmp_path: Path) -> None:
    changes = [("<sharedVotingPower>2100000<", "<sharedVotingPower>1050000<")]
    interest = _interests(_changed(tmp_path, AADI, *changes))[FUND.value]
    assert (interest.shares, interest.votes) == (Share(0, 85_499_999_999), Share(0, 42_750_000_000))


def test_the_same_shares_under_seven_names_are_one_group() -> None:
    found = _interests(list(SOURCE.read(SEAPORT)))
    assert len(found) == 7
    assert {one.group for one in found.values()} == {"sec_schedule13:0002042347:0001219039:81221K108"}
    assert {one.shares for one in found.values()} == {Share(0, 119_499_999_999)}


def test_a_block_with_one_members_own_shares_is_still_one_block() -> None:
    fund, leonard = (_interests(list(SOURCE.read(AADI)))[one.value] for one in (FUND, LEONARD))
    assert fund.group == leonard.group is not None


def test_separate_blocks_are_not_counted_once(tmp_path: Path) -> None:
    changes = [("<soleVotingPower>335000<", "<soleVotingPower>2435000<"),
               ("<soleDispositivePower>335000<", "<soleDispositivePower>2435000<")]  # fmt: skip
    text = AADI.read_text(encoding="utf-8")
    head, tail = text.split("<reportingPersonCIK>0001373603", 1)
    tail = tail.replace("<sharedVotingPower>2100000<", "<sharedVotingPower>0<")
    tail = tail.replace("<sharedDispositivePower>2100000<", "<sharedDispositivePower>0<")
    own = tmp_path / "own.xml"
    own.write_text(f"{head}<reportingPersonCIK>0001373603{tail}", encoding="utf-8")
    found = _interests(_changed(tmp_path, own, *changes))
    assert [one.group for one in found.values()] == [None, None]


def test_a_13g_has_no_cik_of_its_persons_and_joins_nobody() -> None:
    found = list(SOURCE.read(JUSHI))
    marex = Identifier("sec_schedule13", "0001909747:marex group plc")
    interest = _interests(found)[marex.value]
    assert interest.holder == marex
    assert interest.subject == Identifier("CIK", "0001909747")
    assert next(one for one in found if isinstance(one, PartyRecord) and one.id == marex).seats[0].jurisdiction == "GB"


def test_parent_and_subsidiary_that_both_report_the_filings_total_are_one_group() -> None:
    found = _interests(list(SOURCE.read(JUSHI)))
    assert {one.group for one in found.values()} == {"sec_schedule13:0001909747:marex group plc:48213Y107"}
    assert {one.concert for one in found.values()} == {None}


def test_a_declared_group_of_separate_blocks_acts_in_concert(tmp_path: Path) -> None:
    change = ("<amountBeneficiallyOwned>10000000<", "<amountBeneficiallyOwned>20000000<")
    found = _interests(_changed(tmp_path, JUSHI, change))
    assert {(one.group, one.concert) for one in found.values()} == {(None, "sec_schedule13:0001909747:48213Y107")}


def test_punctuation_makes_no_new_person(tmp_path: Path) -> None:
    change = ("Marex Securities Products Inc.", "Marex Securities Products, Inc")
    assert _interests(_changed(tmp_path, JUSHI, change)).keys() == _interests(list(SOURCE.read(JUSHI))).keys()


AMENDED = [
    ("<submissionType>SCHEDULE 13D<", "<submissionType>SCHEDULE 13D/A<"),
    ("<dateOfEvent>12/31/2024<", "<amendmentNo>3</amendmentNo><dateOfEvent>03/15/2025<"),
    ("<date>12/31/2024<", "<date>03/18/2025<"),
]


def test_an_amendment_replaces_the_cover_page_before_it(tmp_path: Path) -> None:
    before = _interests(list(SOURCE.read(AADI)))[FUND.value]
    after = _interests(_changed(tmp_path, AADI, *AMENDED))[FUND.value]
    assert after.record == before.record
    assert (after.version, after.valid_from, after.published) == (3, date(2025, 3, 15), date(2025, 3, 18))


def test_an_amendment_below_five_percent_in_all_is_an_exit(tmp_path: Path) -> None:
    less = [("<percentOfClass>8.5<", "<percentOfClass>2.1<"), ("<percentOfClass>9.9<", "<percentOfClass>2.4<")]
    found = _changed(tmp_path, AADI, *AMENDED, *less)
    closed = [one for one in found if isinstance(one, Closed)]
    assert {one.record for one in closed} == {one.record for one in _interests(list(SOURCE.read(AADI))).values()}
    assert {(one.on, one.published, one.version) for one in closed} == {(date(2025, 3, 15), date(2025, 3, 18), 3)}
    assert not _interests(found)


def test_members_of_a_group_below_five_percent_each_have_not_left(tmp_path: Path) -> None:
    less = [("<percentOfClass>8.5<", "<percentOfClass>4.1<"), ("<percentOfClass>9.9<", "<percentOfClass>4.9<")]
    assert len(_interests(_changed(tmp_path, AADI, *AMENDED, *less))) == 2
    assert len(_interests(_changed(tmp_path, AADI, *less))) == 2


def test_the_filers_mark_of_five_percent_or_less_is_an_exit(tmp_path: Path) -> None:
    mark = ("PercentOrLess>N<", "PercentOrLess>Y<")
    found = _changed(tmp_path, JUSHI, mark, ("<classPercent>5.1<", "<classPercent>4.8<"))
    assert len([one for one in found if isinstance(one, Closed)]) == 2
    # Marked, but more is stated: the figure counts.
    assert len(_interests(_changed(tmp_path, JUSHI, mark))) == 2


def test_the_older_cover_page_is_read_by_its_rows() -> None:
    found = list(SOURCE.read(LIVENT))
    people = {one.name: one for one in found if isinstance(one, PartyRecord)}
    assert set(people) == {"LIVENT CORPORATION", "ICS Opportunities, Ltd.", "Israel A. Englander"}
    assert people["ICS Opportunities, Ltd."].seats == (Seat("incorporation", "KY", "Cayman Islands"),)
    assert people["Israel A. Englander"].kind == "person"
    assert people["LIVENT CORPORATION"].id == Identifier("CIK", "0001742924")
    assert [one for one in found if isinstance(one, Closed)] == [
        Closed(f"0001742924:{name}:53814L108", date(2023, 12, 29), published=date(2024, 1, 5))
        for name in ("ics opportunities ltd", "israel a englander")
    ]


def test_an_older_holding_with_commas_and_notes(tmp_path: Path) -> None:
    (tmp_path / "0001742924").mkdir()
    text = LIVENT.read_text(encoding="utf-8")
    text = re.sub(r"-0-\s*(<[^>]*>)*\s*\(See Item\s+4\(a\)\)", "9,123,456 (See Item 4(a))", text)
    text = text.replace("0.0%", "5.1%")
    path = tmp_path / "0001742924/sc13g.htm"
    path.write_text(text, encoding="utf-8")
    found = _interests(list(SOURCE.read(path)))
    assert {one.shares for one in found.values()} == {Share(0, 51_499_999_999)}
    assert len({one.group for one in found.values()}) == 1
    assert None not in {one.group for one in found.values()}


def test_a_complete_submission_in_plain_text_names_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "0000902664-24-000099.txt"
    path.write_text(PLAIN, encoding="utf-8")
    found = list(SOURCE.read(path))
    interest = _interests(found)["0000912345:huge holdings limited"]
    assert (interest.subject, interest.version) == (Identifier("CIK", "0000912345"), 2)
    assert (interest.shares, interest.votes) == (Share(0, 615_499_999_999), Share(0, 615_499_999_999))
    assert interest.url == "https://www.sec.gov/Archives/edgar/data/912345/000090266424000099/"
    holder = next(one for one in found if isinstance(one, PartyRecord) and one.name == "Huge Holdings Limited")
    assert holder.seats == (Seat("incorporation", "CN", "People's Republic of China"),)


PLAIN = """<SEC-HEADER>
SUBJECT COMPANY:
    COMPANY DATA:
        COMPANY CONFORMED NAME:     SMALL CO
        CENTRAL INDEX KEY:          0000912345
FILED BY:
        CENTRAL INDEX KEY:          0000999999
</SEC-HEADER>
<TEXT>
SCHEDULE 13D/A
Under the Securities Exchange Act of 1934
(Amendment No. 2)*
Small Co
(Name of Issuer)
Common Stock, par value $0.01 per share
(Title of Class of Securities)
832170100
(CUSIP Number)
March 3, 2004
(Date of Event which Requires Filing of this Statement)
1   NAME OF REPORTING PERSON
    S.S. OR I.R.S. IDENTIFICATION NO. OF ABOVE PERSON
    Huge Holdings Limited
2   CHECK THE APPROPRIATE BOX IF A MEMBER OF A GROUP   (a) [ ]  (b) [ ]
3   SEC USE ONLY
4   SOURCE OF FUNDS   WC
6   CITIZENSHIP OR PLACE OF ORGANIZATION
    People's Republic of China
NUMBER OF SHARES  7   SOLE VOTING POWER   12,345,678
BENEFICIALLY
OWNED BY EACH     8   SHARED VOTING POWER   0
REPORTING PERSON  9   SOLE DISPOSITIVE POWER  12,345,678
WITH              10  SHARED DISPOSITIVE POWER  0
11  AGGREGATE AMOUNT BENEFICIALLY OWNED BY EACH REPORTING PERSON
    12,345,678
12  CHECK BOX IF THE AGGREGATE AMOUNT IN ROW (11) EXCLUDES CERTAIN SHARES [ ]
13  PERCENT OF CLASS REPRESENTED BY AMOUNT IN ROW (11)
    61.5%
14  TYPE OF REPORTING PERSON
    CO
Date: March 8, 2004
</TEXT>
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<percentOfClass>8.5<", "<percentOfClass>N/A<", "not a decimal number: 'N/A'"),
        ("<percentOfClass>8.5<", "<percentOfClass>108.5<", "a share must lie between 0 and 100 %, not 108.5"),
        (
            "<aggregateAmountOwned>2100000<",
            "<aggregateAmountOwned>see below<",
            "not a number of shares: 'see below'",
        ),
        ("<aggregateAmountOwned>2100000<", "<aggregateAmountOwned>0<", "8.5 % of the class, but no shares"),
        ("<sharedVotingPower>2100000<", "<sharedVotingPower>9100000<", "votes over more shares than are owned"),
        ("<reportingPersonCIK>0001373604<", "<reportingPersonCIK>BML<", "not a CIK: 'BML'"),
    ],
)
def test_a_bad_person_is_refused_and_the_others_are_read(tmp_path: Path, old: str, new: str, reason: str) -> None:
    head, tail = AADI.read_text(encoding="utf-8").split("</reportingPersonInfo>", 1)
    assert old in head
    path = tmp_path / "schedule13.xml"
    path.write_text(f"{head.replace(old, new)}</reportingPersonInfo>{tail}", encoding="utf-8")
    found = list(SOURCE.read(path))
    assert [one.reason for one in found if isinstance(one, Refused)] == [reason]
    assert list(_interests(found)) == [LEONARD.value]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<submissionType>SCHEDULE 13D<", "<submissionType>4<", "not a Schedule 13D or 13G: '4'"),
        ("<issuerCIK>0001422142<", "<issuerCIK>0<", "the issuer has no CIK or no name"),
        ("<dateOfEvent>12/31/2024<", "<dateOfEvent>2024<", "not a date: '2024'"),
        ("</edgarSubmission>", "", "not XML"),
    ],
)
def test_a_file_that_is_no_such_filing_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(BadFile, match=re.escape(reason)):
        _changed(tmp_path, AADI, (old, new))


def test_an_older_document_whose_issuer_nobody_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "SC-13G.htm"
    path.write_bytes(LIVENT.read_bytes())
    with pytest.raises(BadFile, match="does not say the issuer's CIK"):
        list(SOURCE.read(path))


def test_no_figure_of_the_real_filings_proves_anything_for_certain() -> None:
    found = [one for file in (AADI, SEAPORT, JUSHI) for one in SOURCE.read(file) if isinstance(one, InterestRecord)]
    assert len(found) == 11
    assert all(
        share is not None and share.low == 0 < share.high <= WHOLE for one in found for share in (one.shares, one.votes)
    )
