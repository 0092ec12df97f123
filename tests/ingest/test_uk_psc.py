from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cypher.quantity import PERCENT, UNDISCLOSED, WHOLE, Share
from ingest.records import (
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    NoticeRecord,
    PartyRecord,
    Record,
    Refused,
    Seat,
)
from ingest.source import BadFile
from ingest.sources._psc_natures import Holding, UnknownNature, holding
from ingest.sources.uk_psc import SOURCE

DATA = Path(__file__).parents[1] / "data/uk_psc"
REGISTER = "https://find-and-update.company-information.service.gov.uk/company/"
BAND_25_50 = Share(25 * PERCENT + 1, 50 * PERCENT)
BAND_50_75 = Share(50 * PERCENT + 1, 75 * PERCENT - 1)
BAND_75_100 = Share(75 * PERCENT, WHOLE)
INDIVIDUAL: dict[str, Any] = {
    "kind": "individual-person-with-significant-control",
    "name": "Ms Ada Example",
    "nationality": "British",
    "country_of_residence": "England",
    "date_of_birth": {"year": 1955, "month": 5},
    "natures_of_control": ["ownership-of-shares-25-to-50-percent"],
    "notified_on": "2016-04-06",
    "links": {"self": "/company/00000006/persons-with-significant-control/individual/Ab-C"},
}
CORPORATE: dict[str, Any] = INDIVIDUAL | {
    "kind": "corporate-entity-person-with-significant-control",
    "name": "Example Holdings",
    "address": {"country": "England"},
    "identification": {"registration_number": "1126618", "country_registered": "England And Wales"},
}
TOTALS = {
    "data": {
        "kind": "totals#persons-of-significant-control-snapshot",
        "persons_of_significant_control_count": 1,
        "statements_count": 0,
        "exemptions_count": 0,
        "generated_at": "2026-09-29T02:00:00Z",
    }
}


def _read(folder: Path, *lines: Any, name: str = "slice.jsonl") -> list[Record]:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return list(SOURCE.read(path))


def _entry(folder: Path, data: dict[str, Any], number: str = "00000006") -> list[Record]:
    return _read(folder, {"company_number": number, "data": data})


def _pair(folder: Path, data: dict[str, Any], number: str = "00000006") -> tuple[PartyRecord, InterestRecord]:
    party, interest = _entry(folder, data, number)
    assert isinstance(party, PartyRecord)
    assert isinstance(interest, InterestRecord)
    return party, interest


def test_everton_before_and_after_its_sale() -> None:
    found = list(SOURCE.read(DATA / "00036624.json"))
    company, roundhouse, bought, moshiri, sold, complete = found
    assert company == PartyRecord(
        record="00036624",
        id=Identifier("GB-COH", "00036624"),
        kind="company",
        name="EVERTON FOOTBALL CLUB COMPANY, LIMITED",
        seats=(Seat("registered", "GB", "Companies House"), Seat("incorporation", "GB", "Companies House")),
        status="active",
        url=f"{REGISTER}00036624",
    )
    assert isinstance(roundhouse, PartyRecord)
    assert roundhouse.id == Identifier("GB-COH", "15992615")
    assert bought == InterestRecord(
        record="00036624/etag-efc-roundhouse",
        holder=Identifier("GB-COH", "15992615"),
        subject=Identifier("GB-COH", "00036624"),
        shares=BAND_75_100,
        votes=BAND_75_100,
        rights=("board_majority",),
        directness="unknown",
        valid_from=date(2024, 12, 18),
        scope="GB-COH:00036624",
        url=f"{REGISTER}00036624/persons-with-significant-control",
        stated="ownership-of-shares-75-to-100-percent, voting-rights-75-to-100-percent, "
        "right-to-appoint-and-remove-directors",
    )
    assert isinstance(moshiri, PartyRecord)
    assert (moshiri.id.scheme, moshiri.kind, moshiri.birth) == ("uk_psc", "person", "1955-05")
    assert moshiri.seats == (Seat("nationality", "GB", "British"), Seat("residence", "MC", "Monaco"))
    assert isinstance(sold, InterestRecord)
    assert (sold.valid_from, sold.valid_to) == (date(2016, 4, 6), date(2024, 12, 18))
    assert complete == Complete("GB-COH:00036624")


def test_a_silent_register_is_a_notice_and_clears_nobody() -> None:
    _, notice, complete = SOURCE.read(DATA / "05819262.json")
    assert isinstance(notice, NoticeRecord)
    assert (notice.code, notice.valid_from, notice.valid_to) == (
        "no-individual-or-entity-with-signficant-control",
        date(2017, 6, 1),
        None,
    )
    assert complete == Complete("GB-COH:05819262")


def test_several_people_entered_for_one_firm_s_block_hold_it_as_trustees_do() -> None:
    found = [one for one in SOURCE.read(DATA / "14075518.json") if isinstance(one, InterestRecord)]
    assert Counter((one.shares, one.rights, one.capacity) for one in found) == {
        (BAND_50_75, (), "trustee"): 2,
        (None, ("significant_influence",), "trustee"): 1,
        (BAND_25_50, (), "own"): 2,
        (BAND_50_75, (), "own"): 1,
    }


@pytest.mark.parametrize(
    ("natures", "expected"),
    [
        (["ownership-of-shares-25-to-50-percent"], Holding(shares=BAND_25_50)),
        (["voting-rights-50-to-75-percent-limited-liability-partnership"], Holding(votes=BAND_50_75)),
        (
            ["right-to-share-surplus-assets-75-to-100-percent-limited-liability-partnership"],
            Holding(profits=BAND_75_100),
        ),
        (["part-right-to-share-surplus-assets-25-to-50-percent"], Holding(profits=BAND_25_50)),
        (["right-to-appoint-and-remove-directors"], Holding(rights=("board_majority",))),
        (["right-to-appoint-and-remove-members-limited-liability-partnership"], Holding(rights=("board_majority",))),
        (["right-to-appoint-and-remove-person"], Holding(rights=("board_majority",))),
        (["significant-influence-or-control"], Holding(rights=("significant_influence",))),
        (
            ["ownership-of-shares-more-than-25-percent-registered-overseas-entity"],
            Holding(shares=Share(25 * PERCENT + 1, WHOLE)),
        ),
        (
            [
                "voting-rights-more-than-25-percent-as-control-over-trust-registered-overseas-entity",
                "right-to-appoint-and-remove-directors-as-control-over-trust-registered-overseas-entity",
            ],
            Holding(votes=Share(25 * PERCENT + 1, WHOLE), rights=("board_majority",), capacity="trustee"),
        ),
        (
            ["ownership-of-shares-75-to-100-percent", "voting-rights-75-to-100-percent-as-trust"],
            Holding(shares=BAND_75_100, rights=("other_soft",)),
        ),
        ([], Holding(shares=UNDISCLOSED, votes=UNDISCLOSED)),
    ],
)
def test_natures_of_control(natures: list[str], expected: Holding) -> None:
    assert holding(natures) == expected


def test_two_entries_of_a_band_25_to_50_pass_half_for_certain() -> None:
    one = holding(["ownership-of-shares-25-to-50-percent"]).shares
    assert one is not None
    assert 2 * one.low > WHOLE // 2


def test_an_unknown_nature_is_an_error() -> None:
    with pytest.raises(UnknownNature, match="owns-the-moon"):
        holding(["ownership-of-shares-25-to-50-percent", "owns-the-moon"])


def test_an_unknown_nature_refuses_the_whole_entry_with_its_words(tmp_path: Path) -> None:
    good = {"company_number": "00000006", "data": INDIVIDUAL}
    data = INDIVIDUAL | {
        "natures_of_control": ["ownership-of-shares-25-to-50-percent", "ownership-of-shares-110-percent"]
    }
    *_, bad = _read(tmp_path, good, {"company_number": "00000006", "data": data})
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason, bad.record) == (
        "line 2",
        "unknown nature of control 'ownership-of-shares-110-percent'",
        "00000006/Ab-C",
    )


def test_an_individual(tmp_path: Path) -> None:
    party, interest = _pair(tmp_path, INDIVIDUAL)
    assert party.id == interest.holder == Identifier("uk_psc", "00000006/Ab-C")
    assert party.seats == (Seat("nationality", "GB", "British"), Seat("residence", "GB", "England"))
    assert (interest.record, interest.scope) == ("00000006/Ab-C", "GB-COH:00000006")


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ("Chinese", ["CN"]), ("American", ["US"]), ("British,American", ["GB", "US"]), ("Hong Konger", ["HK"]),
        ("Citizen of Antigua and Barbuda", ["AG"]),
        ("Irish and French", ["IE", "FR"]), ("Martian", []), ("", []),
    ],
)  # fmt: skip
def test_nationalities(tmp_path: Path, stated: str, codes: list[str]) -> None:
    party, _ = _pair(tmp_path, INDIVIDUAL | {"nationality": stated})
    found = [seat.jurisdiction for seat in party.seats if seat.kind == "nationality"]
    assert found == codes


@pytest.mark.parametrize(
    ("identification", "key"),
    [
        ({"registration_number": "1126618", "country_registered": "United Kingdom"}, "GB-COH:01126618"),
        ({"registration_number": "Sc77750", "country_registered": "Scotland"}, "GB-COH:SC077750"),
        ({"registration_number": 1126618, "place_registered": "Companies House"}, "GB-COH:01126618"),
        ({"registration_number": "1126618", "place_registered": "Companies House, Cardiff"}, "GB-COH:01126618"),
        ({"registration_number": "1126618", "place_registered": "Companies House Gibraltar"}, "uk_psc:00000006/Ab-C"),
        ({"registration_number": "41260", "country_registered": "Jersey"}, "uk_psc:00000006/Ab-C"),
        ({"registration_number": "1126618"}, "uk_psc:00000006/Ab-C"),
        ({"registration_number": "none", "country_registered": "England"}, "uk_psc:00000006/Ab-C"),
        (None, "uk_psc:00000006/Ab-C"),
    ],
)
def test_corporate_holders(tmp_path: Path, identification: Any, key: str) -> None:
    party, interest = _pair(tmp_path, CORPORATE | {"identification": identification})
    assert party.id.key == interest.holder.key == key


def test_a_foreign_corporate_holder_is_seated_where_it_is_registered(tmp_path: Path) -> None:
    party, _ = _pair(
        tmp_path,
        CORPORATE | {
            "address": {"country": "Hong Kong"},
            "identification": {"registration_number": "41260", "country_registered": "People's Republic Of China"},
        },
    )  # fmt: skip
    assert [(seat.kind, seat.jurisdiction) for seat in party.seats] == [("incorporation", "CN"), ("registered", "HK")]


def test_an_overseas_company_s_uk_number_is_not_an_incorporation(tmp_path: Path) -> None:
    party, _ = _pair(
        tmp_path,
        CORPORATE | {"identification": {"registration_number": "FC4567", "country_registered": "England"}},
    )
    assert party.id.key == "GB-COH:FC004567"
    assert [seat.kind for seat in party.seats] == ["registered"]


def test_a_legal_person_s_address_is_its_principal_office(tmp_path: Path) -> None:
    data = CORPORATE | {
        "kind": "legal-person-person-with-significant-control",
        "name": "China Investment Corporation",
        "address": {"country": "China"},
        "identification": {"legal_authority": "Company Law of the PRC", "legal_form": "State-Owned Company"},
    }
    party, _ = _pair(tmp_path, data)
    assert (party.kind, party.seats) == ("company", (Seat("headquarters", "CN", "China"),))


def test_the_beneficial_owner_of_an_overseas_entity(tmp_path: Path) -> None:
    data = CORPORATE | {
        "kind": "corporate-entity-beneficial-owner",
        "principal_office_address": {"country": "Isle Of Man"},
        "identification": {"registration_number": "123456c", "country_registered": "Isle Of Man"},
        "natures_of_control": ["ownership-of-shares-more-than-25-percent-as-firm-registered-overseas-entity"],
        "is_sanctioned": True,
    }
    party, interest = _pair(tmp_path, data, "OE623672")
    assert interest.subject == Identifier("GB-COH", "OE623672")
    assert interest.capacity == "trustee"
    assert [(seat.kind, seat.jurisdiction) for seat in party.seats] == [("incorporation", "IM"), ("headquarters", "IM")]
    assert party.stated.endswith("the register marks this owner as sanctioned")


def test_a_super_secure_person_is_an_unknown_holder(tmp_path: Path) -> None:
    kind = "super-secure-person-with-significant-control"
    party, interest = _pair(tmp_path, {"kind": kind, "description": kind, "links": INDIVIDUAL["links"]})
    assert party.kind == "unknown"
    assert (interest.shares, interest.votes) == (UNDISCLOSED, UNDISCLOSED)


def test_statements_and_exemptions_are_notices(tmp_path: Path) -> None:
    statement = {
        "kind": "persons-with-significant-control-statement",
        "statement": "psc-details-not-confirmed",
        "notified_on": "2017-01-01",
        "links": {"self": "/company/00000006/persons-with-significant-control-statements/St-1"},
    }
    exemptions = {
        "kind": "exemptions",
        "exemptions": {
            "psc_exempt_as_trading_on_regulated_market": {
                "exemption_type": "psc-exempt-as-trading-on-regulated-market",
                "items": [{"exempt_from": "2016-06-30", "exempt_to": "2020-01-01"}, {"exempt_from": "2021-01-01"}],
            }
        },
    }
    found = [*_entry(tmp_path, statement), *_entry(tmp_path, exemptions)]
    assert [(one.record, one.code, one.valid_to) for one in found if isinstance(one, NoticeRecord)] == [
        ("00000006/St-1", "psc-details-not-confirmed", None),
        (
            "00000006/exemptions/psc_exempt_as_trading_on_regulated_market/2016-06-30",
            "psc-exempt-as-trading-on-regulated-market",
            date(2020, 1, 1),
        ),
        (
            "00000006/exemptions/psc_exempt_as_trading_on_regulated_market/2021-01-01",
            "psc-exempt-as-trading-on-regulated-market",
            None,
        ),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"ceased": True},
        {"ceased": "1"},
        {"ceased_on": "2015-01-01"},
        {"ceased_on": "2924-01-01"},
        {"ceased_on": "some day"},
    ],
)
def test_what_is_over_without_a_credible_day_is_closed(tmp_path: Path, change: dict[str, Any]) -> None:
    assert _entry(tmp_path, INDIVIDUAL | change) == [Closed("00000006/Ab-C")]


def test_the_key_of_an_entry_survives_changes_of_its_content(tmp_path: Path) -> None:
    with_link = INDIVIDUAL | {"etag": "e1"}
    with_etag = {key: value for key, value in with_link.items() if key != "links"}
    bare = {key: value for key, value in with_etag.items() if key != "etag"}
    changed = bare | {"natures_of_control": ["voting-rights-25-to-50-percent"], "ceased_on": "2020-01-01"}
    records = [_pair(tmp_path, data)[1].record for data in (with_link, with_etag, bare, changed)]
    assert records[:2] == ["00000006/Ab-C", "00000006/etag-e1"]
    assert records[2] == records[3]
    assert records[2].startswith("00000006/digest-")


def test_self_control_and_duplicates_are_facts(tmp_path: Path) -> None:
    data = CORPORATE | {"identification": {"registration_number": "00000006", "country_registered": "England"}}
    line = {"company_number": "00000006", "data": data}
    found = [one for one in _read(tmp_path, line, line) if isinstance(one, InterestRecord)]
    assert found[0] == found[1]
    assert found[0].holder == found[0].subject


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"company_number": "ABC", "data": INDIVIDUAL}, "not a company number: 'ABC'"),
        ({"company_number": "00000006", "data": INDIVIDUAL | {"kind": "ghost"}}, "unknown kind 'ghost'"),
        ({"company_number": "00000006", "data": INDIVIDUAL | {"name": ""}}, "an entry without a name"),
        (
            {"company_number": "00000006", "data": INDIVIDUAL | {"natures_of_control": 7}},
            "natures_of_control is not a list",
        ),
        ({"company_number": "00000006", "data": INDIVIDUAL | {"notified_on": "6 April"}}, "not a date: '6 April'"),
        ({"company_number": "00000006"}, "no shape of this register"),
    ],
)
def test_a_bad_line_is_refused(tmp_path: Path, line: dict[str, Any], reason: str) -> None:
    *_, bad = _read(tmp_path, {"company_number": "00000006", "data": INDIVIDUAL}, line)
    assert isinstance(bad, Refused)
    assert bad.where == "line 2"
    assert reason in bad.reason


def test_a_bundle_with_a_refused_entry_or_a_missing_page_is_not_complete(tmp_path: Path) -> None:
    bundle: dict[str, Any] = {"company_number": "00000006", "pscs": {"items": [INDIVIDUAL]}}
    assert _read(tmp_path, bundle)[-1] == Complete("GB-COH:00000006")
    refused = bundle | {"pscs": {"items": [INDIVIDUAL, INDIVIDUAL | {"natures_of_control": ["?"]}]}}
    *_, bad = _read(tmp_path, refused)
    assert isinstance(bad, Refused)
    assert bad.where == "line 1, pscs.items[1]"
    assert not any(isinstance(one, Complete) for one in _read(tmp_path, refused))
    paged = bundle | {"pscs": {"items": [INDIVIDUAL], "total_results": 30}}
    assert not any(isinstance(one, Complete) for one in _read(tmp_path, paged))


def test_the_totals_line_is_checked_where_it_is_there(tmp_path: Path) -> None:
    line = {"company_number": "00000006", "data": INDIVIDUAL}
    name = "persons-with-significant-control-snapshot-2026-09-29.txt"
    assert len(_read(tmp_path, line, TOTALS, name=name)) == 2
    with pytest.raises(BadFile, match="2 records where the last line says persons_of_significant_control_count 1"):
        _read(tmp_path, line, line, TOTALS, name=name)
    with pytest.raises(BadFile, match="totals"):
        _read(tmp_path, line, name=name)
    assert len(_read(tmp_path, line, line, TOTALS, name="psc-snapshot-2026-09-29_32of32.txt")) == 4
    assert len(_read(tmp_path, line)) == 2


def test_broken_lines_are_refused_and_then_the_totals_prove_nothing(tmp_path: Path) -> None:
    path = tmp_path / "persons-with-significant-control-snapshot-2026-09-29.txt"
    line = json.dumps({"company_number": "00000006", "data": INDIVIDUAL})
    path.write_text(f"{line}\n{line[:40]}\n{line}\n{json.dumps(TOTALS)}\n", encoding="utf-8")
    found = list(SOURCE.read(path))
    assert Counter(type(one).__name__ for one in found) == {"PartyRecord": 2, "InterestRecord": 2, "Refused": 1}


def test_land_held_for_somebody_is_no_interest_in_the_holder_of_the_land(tmp_path: Path) -> None:
    nature = "registered-owner-as-nominee-person-england-wales-registered-overseas-entity"
    _, notice = _entry(tmp_path, INDIVIDUAL | {"natures_of_control": [nature]}, "OE623672")
    assert isinstance(notice, NoticeRecord)
    assert notice.code == nature


@pytest.mark.parametrize(
    ("bundle", "where", "reason"),
    [
        ({"company_number": "?", "pscs": {"items": []}}, "line 1", "not a company number: '?'"),
        ({"company_number": "6000000", "profile": {}, "pscs": 7}, "line 1", "the profile has no company_name"),
        ({"company_number": "6000000", "pscs": {"items": [7]}}, "line 1, pscs.items[0]", "not a JSON object"),
        (
            {"company_number": "6000000", "psc_statements": {"items": [{}]}},
            "line 1, psc_statements.items[0]",
            "a statement without words",
        ),
    ],
)
def test_a_bad_bundle_is_refused(tmp_path: Path, bundle: dict[str, Any], where: str, reason: str) -> None:
    (bad,) = _read(tmp_path, bundle)
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == (where, reason)


def test_another_format_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no shape of this register: keys resource_uri, data"):
        _read(tmp_path, {"resource_uri": "/company/1", "data": {}})
