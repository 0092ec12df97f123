from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cypher.quantity import PERCENT, UNDISCLOSED, WHOLE, Share
from ingest.records import (
    BranchRecord,
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
from ingest.sources.bods import SOURCE

DATA = Path(__file__).parents[1] / "data/bods"
BAND_50_75 = Share(50 * PERCENT + 1, 75 * PERCENT - 1)
BAND_25_50 = Share(25 * PERCENT + 1, 50 * PERCENT)
BAND_75_100 = Share(75 * PERCENT, WHOLE)


def _statement(kind: str, record: str, details: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "statementId": f"s-{record}", "recordId": record, "recordType": kind, "recordStatus": "new",
        "statementDate": "2025-01-03", "recordDetails": {"isComponent": False, **details},
        "publicationDetails": {"publicationDate": "2025-03-05", "bodsVersion": "0.4"}, **more,
    }  # fmt: skip


def _relationship(*interests: Any, **more: Any) -> dict[str, Any]:
    details = {"subject": "company", "interestedParty": "owner", "interests": list(interests)}
    return _statement("relationship", "rel", details, **more)


def _read(folder: Path, *statements: dict[str, Any]) -> list[Record]:
    path = folder / "bods.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in statements), encoding="utf-8")
    return list(SOURCE.read(path))


def _interest(folder: Path, *interests: Any, **more: Any) -> InterestRecord:
    found, complete = _read(folder, _relationship(*interests, **more))
    assert isinstance(found, InterestRecord)
    assert complete == Complete("rel")
    return found


def test_the_real_gleif_statements_of_bank_saderat() -> None:
    found = list(SOURCE.read(DATA / "gleif_2138008KTNTDICZU8L25.jsonl"))
    assert Counter(type(one).__name__ for one in found) == {
        "PartyRecord": 5, "InterestRecord": 3, "BranchRecord": 3, "Complete": 6,
    }  # fmt: skip
    assert found[0] == PartyRecord(
        record="open-ownership/XI-LEI-2138008KTNTDICZU8L25",
        id=Identifier("LEI", "2138008KTNTDICZU8L25"),
        kind="company",
        name="BANK SADERAT PLC",
        identifiers=(Identifier("GB-COH", "01126618"),),
        seats=(
            Seat("registered", "GB", "5 LOTHBURY, LONDON, GB-LND, United Kingdom"),
            Seat("headquarters", "GB", "5 LOTHBURY, LONDON, GB-LND, United Kingdom"),
            Seat("incorporation", "GB", "United Kingdom"),
        ),
        published=date(2025, 2, 28),
        url="https://www.gleif.org/en/lei-data/gleif-golden-copy/download-the-golden-copy",
        stated="registeredEntity; Public Limited Company",
    )
    interests = [one for one in found if isinstance(one, InterestRecord)]
    assert {one.rights for one in interests} == {("consolidation",)}
    assert {(one.subject.value, one.directness) for one in interests} == {
        ("2138008KTNTDICZU8L25", "direct"),
        ("2138008KTNTDICZU8L25", "total"),
        ("213800IJGJFB3GND1T26", "direct"),
    }
    assert {one.holder.key for one in interests} == {"LEI:549300KBNGV4NYY3GE68"}
    assert {one.head.key for one in found if isinstance(one, BranchRecord)} == {"LEI:549300KBNGV4NYY3GE68"}


def test_the_real_uk_statements_of_bank_saderat() -> None:
    found = list(SOURCE.read(DATA / "uk_01126618.jsonl"))
    persons = [one for one in found if isinstance(one, PartyRecord) and one.kind == "person"]
    assert [(one.name, one.birth, one.seats) for one in persons] == [
        ("Mr Mohsen Seifi Kafshgari", "1984-09", (Seat("nationality", "IR", "Iran, Islamic Republic of"),)),
        ("Mr Seyed Ziya Imany", "1966-07", (Seat("nationality", "IR", "Iran, Islamic Republic of"),)),
    ]
    interests = [one for one in found if isinstance(one, InterestRecord)]
    assert [(one.rights, one.directness, one.valid_from, one.valid_to) for one in interests] == [
        (("significant_influence",), "unknown", date(2024, 10, 19), None),
        (("significant_influence",), "unknown", date(2022, 11, 16), date(2024, 10, 4)),
    ]
    assert {one.subject.key for one in interests} == {"GB-COH:01126618"}


def test_the_register_s_own_words_decide_the_band_and_capacity() -> None:
    found = list(SOURCE.read(DATA / "relationships.jsonl"))
    claims = {
        one.stated: (one.shares, one.votes, one.profits, one.rights, one.capacity)
        for one in found
        if isinstance(one, InterestRecord)
    }
    assert claims == {
        "IS_FUND-MANAGED_BY": (None, None, None, ("fund_manager",), "own"),
        "ownership-of-shares-50-to-75-percent, voting-rights-50-to-75-percent": (
            BAND_50_75, BAND_50_75, None, (), "own",
        ),
        "ownership-of-shares-50-to-75-percent, voting-rights-25-to-50-percent": (
            BAND_50_75, BAND_25_50, None, (), "own",
        ),
        "ownership-of-shares-25-to-50-percent-as-trust, voting-rights-25-to-50-percent-as-trust": (
            BAND_25_50, BAND_25_50, None, (), "trustee",
        ),
        "voting-rights-75-to-100-percent, part-right-to-share-surplus-assets-75-to-100-percent": (
            None, BAND_75_100, BAND_75_100, (), "own",
        ),
        "ownership-of-shares-75-to-100-percent, voting-rights-75-to-100-percent, "
        "right-to-appoint-and-remove-directors-as-firm": (BAND_75_100, BAND_75_100, None, ("other_soft",), "own"),
    }  # fmt: skip
    closed = [one for one in found if isinstance(one, Closed)]
    assert closed == [
        Closed("open-ownership/XI-LEI-RR-U-789000DWLOUQNDCW8W61-558600EF1LZ82YHRMV66", on=date(2024, 9, 7))
    ]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ({"exact": 76.5}, Share(765 * PERCENT // 10, 765 * PERCENT // 10)),
        ({"exact": "51"}, Share(51 * PERCENT, 51 * PERCENT)),
        ({"exact": 100}, Share(WHOLE, WHOLE)),
        ({"minimum": 50.0, "maximum": 75.0}, Share(50 * PERCENT, 75 * PERCENT)),
        ({"exclusiveMinimum": 25, "exclusiveMaximum": 50}, Share(25 * PERCENT + 1, 50 * PERCENT - 1)),
        ({"minimum": 25, "exclusiveMaximum": 50}, Share(25 * PERCENT, 50 * PERCENT - 1)),
        ({"minimum": 25, "exclusiveMinimum": True}, Share(25 * PERCENT + 1, WHOLE)),
        ({"minimum": 75}, Share(75 * PERCENT, WHOLE)),
        ({}, UNDISCLOSED),
        (None, UNDISCLOSED),
    ],
)
def test_shares(tmp_path: Path, share: Any, expected: Share) -> None:
    found = _interest(tmp_path, {"type": "shareholding", "directOrIndirect": "direct", "share": share})
    assert (found.shares, found.votes, found.directness) == (expected, None, "direct")


@pytest.mark.parametrize(
    ("share", "reason"),
    [
        ({"exact": 100.0001}, "between 0 and 100"),
        ({"exact": -1}, "between 0 and 100"),
        ({"exact": "NaN"}, "not a decimal number"),
        ({"exact": "half"}, "not a decimal number"),
        ({"exact": [50]}, "not a number"),
        ({"minimum": 75, "maximum": 50}, "above the most"),
        ({"minimum": 75, "maximum": 101}, "between 0 and 100"),
    ],
)
def test_impossible_shares_are_refused(tmp_path: Path, share: Any, reason: str) -> None:
    (bad,) = _read(tmp_path, _relationship({"type": "shareholding", "share": share}))
    assert isinstance(bad, Refused)
    assert reason in bad.reason
    assert (bad.where, bad.record) == ("line 1", "rel")
    assert json.loads(bad.raw)["recordId"] == "rel"


def test_a_json_nan_is_refused(tmp_path: Path) -> None:
    good, complete, bad = _read(
        tmp_path,
        _relationship({"type": "shareholding", "share": {"exact": 1}}),
        _relationship({"type": "shareholding", "share": {"exact": float("nan")}}),
    )
    assert isinstance(good, InterestRecord)
    assert isinstance(complete, Complete)
    assert isinstance(bad, Refused)
    assert bad.reason == "NaN is not a number"


@pytest.mark.parametrize(
    ("kind", "share", "rights"),
    [
        ("appointmentOfBoard", None, ("board_minority",)),
        ("appointmentOfBoard", {"exact": 50}, ("board_minority",)),
        ("appointmentOfBoard", {"exclusiveMinimum": 50}, ("board_majority",)),
        ("otherInfluenceOrControl", None, ("significant_influence",)),
        ("settlor", None, ("other_soft",)),
        ("conditionalRightsGrantedByContract", None, ("option",)),
    ],
)
def test_rights(tmp_path: Path, kind: str, share: Any, rights: tuple[str, ...]) -> None:
    found = _interest(tmp_path, {"type": kind, "share": share})
    assert (found.rights, found.shares, found.directness) == (rights, None, "unknown")


@pytest.mark.parametrize("interests", [[], [{"directOrIndirect": "unknown"}], [{"type": "unknownInterest"}]])
def test_an_interest_that_is_not_stated_is_undisclosed(tmp_path: Path, interests: list[Any]) -> None:
    found = _interest(tmp_path, *interests)
    assert (found.shares, found.directness) == (UNDISCLOSED, "unknown")


def test_interests_of_one_statement_are_one_holding_not_a_sum(tmp_path: Path) -> None:
    found = _interest(
        tmp_path,
        {"type": "shareholding", "directOrIndirect": "direct", "share": {"exact": 30}},
        {"type": "shareholding", "directOrIndirect": "direct", "share": {"exact": 40}},
        {"type": "votingRights", "directOrIndirect": "direct", "share": {"exact": 60}},
        {"type": "boardChair", "directOrIndirect": "direct"},
    )
    assert (found.shares, found.votes) == (
        Share(40 * PERCENT, 40 * PERCENT),
        Share(60 * PERCENT, 60 * PERCENT),
    )


def test_direct_and_indirect_figures_stay_apart(tmp_path: Path) -> None:
    indirect, direct, complete = _read(
        tmp_path,
        _relationship(
            {"type": "shareholding", "directOrIndirect": "indirect", "share": {"exact": 50}},
            {"type": "shareholding", "directOrIndirect": "direct", "share": {"exact": 50}, "startDate": "2019-05-01"},
        ),
    )
    assert isinstance(indirect, InterestRecord)
    assert isinstance(direct, InterestRecord)
    assert (indirect.record, indirect.directness) == ("rel", "indirect")
    assert (direct.record, direct.directness, direct.valid_from) == ("rel/2", "direct", date(2019, 5, 1))
    assert complete == Complete("rel")


def test_an_office_alone_is_a_notice(tmp_path: Path) -> None:
    notice, _ = _read(tmp_path, _relationship({"type": "boardMember"}))
    assert isinstance(notice, NoticeRecord)
    assert notice.code == "boardMember"


def test_components_are_not_counted(tmp_path: Path) -> None:
    details = {"isComponent": True, "subject": "a", "interestedParty": "b", "interests": []}
    assert _read(tmp_path, _statement("relationship", "rel", details)) == []


def test_an_undisclosed_holder_is_an_explicit_unknown(tmp_path: Path) -> None:
    party = {"reason": "subjectExemptFromDisclosure", "description": "listed"}
    holder, interest, _ = _read(
        tmp_path, _statement("relationship", "rel", {"subject": "company", "interestedParty": party})
    )
    assert isinstance(holder, PartyRecord)
    assert isinstance(interest, InterestRecord)
    assert (holder.kind, holder.id, holder.name) == (
        "unknown",
        Identifier("bods", "rel/unknown"),
        "Undisclosed: subjectExemptFromDisclosure; listed",
    )
    assert (interest.holder, interest.shares) == (holder.id, UNDISCLOSED)


def test_nobody_is_a_notice(tmp_path: Path) -> None:
    details = {"subject": "company", "interestedParty": {"reason": "noBeneficialOwners"}}
    (notice,) = _read(tmp_path, _statement("relationship", "rel", details))
    assert isinstance(notice, NoticeRecord)
    assert notice.code == "noBeneficialOwners"


def test_closed_with_and_without_an_end(tmp_path: Path) -> None:
    ended = _interest(
        tmp_path,
        {"type": "shareholding", "share": {"exact": 50}, "startDate": "2019-09-11", "endDate": "2021-04-03"},
        recordStatus="closed",
    )
    assert ended.valid_to == date(2021, 4, 3)
    assert _read(tmp_path, _relationship({"type": "shareholding"}, recordStatus="closed")) == [
        Closed("rel", on=date(2025, 1, 3)),
        Complete("rel"),
    ]


def test_self_holdings_and_dangling_references_are_facts(tmp_path: Path) -> None:
    found, _ = _read(
        tmp_path,
        _statement(
            "relationship", "rel", {"subject": "x", "interestedParty": "x", "interests": [{"type": "shareholding"}]}
        ),
    )
    assert isinstance(found, InterestRecord)
    assert found.holder == found.subject == Identifier("bods", "x")


def test_record_ids_of_two_publishers_do_not_meet(tmp_path: Path) -> None:
    details = {"entityType": {"type": "legalEntity"}, "name": "A"}
    one = _statement("entity", "1", details)
    other = _statement(
        "entity",
        "1",
        details,
        publicationDetails={"bodsVersion": "0.4", "publisher": {"name": "Register of Ruritania"}},
    )
    found = [one.id.key for one in _read(tmp_path, one, other) if isinstance(one, PartyRecord)]
    assert found == ["bods:1", "bods:register-of-ruritania/1"]


@pytest.mark.parametrize(
    ("stated", "kind"),
    [("state", "state"), ("stateBody", "state"), ("arrangement", "company"), ("unknownEntity", "unknown")],
)
def test_kinds_of_entities(tmp_path: Path, stated: str, kind: str) -> None:
    (found,) = _read(tmp_path, _statement("entity", "e", {"entityType": {"type": stated}, "name": "Suomen tasavalta"}))
    assert isinstance(found, PartyRecord)
    assert found.kind == kind


def test_an_array_is_read_like_lines(tmp_path: Path) -> None:
    lines = (DATA / "relationships.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "array.json"
    path.write_text("[" + ",\n".join(lines) + "]", encoding="utf-8")
    assert list(SOURCE.read(path)) == list(SOURCE.read(DATA / "relationships.jsonl"))


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            _statement("entity", "e", {"entityType": {"type": "starship"}, "name": "A"}),
            "unknown type of party 'starship'",
        ),
        (_statement("entity", "e", {"entityType": {"type": "legalEntity"}}), "an entity without a name"),
        (_statement("person", "p", {"personType": "knownPerson", "names": []}), "a person without a name"),
        (_statement("relationship", "r", {"interestedParty": "x"}), "a relationship without a subject"),
        (_statement("relationship", "r", {"subject": "x"}), "a relationship without an interested party"),
        (_statement("rumour", "r", {}), "unknown recordType 'rumour'"),
        (_statement("entity", "", {}), "no recordId"),
        (_statement("entity", "e", {}, recordStatus="lost"), "unknown recordStatus 'lost'"),
        (_relationship({"type": "friendship"}), "unknown interest type 'friendship'"),
        (_relationship({"type": "shareholding", "startDate": "2016"}), "not a date: '2016'"),
        (
            _relationship({"type": "shareholding", "details": "Relationship Type: ['voting-rights-10-to-25-percent']"}),
            "unknown nature of control 'voting-rights-10-to-25-percent'",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_words(
    tmp_path: Path, statement: dict[str, Any], reason: str
) -> None:
    first = _statement("entity", "first", {"entityType": {"type": "legalEntity"}, "name": "First"})
    _, bad = _read(tmp_path, first, statement)
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (_statement("entity", "e", {}, publicationDetails={"bodsVersion": "0.5"}), "BODS 0.5"),
        (_statement("entity", "e", {}, publicationDetails={"bodsVersion": "1.0"}), "BODS 1.0"),
        ({"statementID": "1", "statementType": "rumour"}, "not a BODS statement"),
        ({"company_number": "1", "data": {}}, "not a BODS statement"),
    ],
)
def test_other_formats_are_refused_as_a_whole(tmp_path: Path, statement: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        _read(tmp_path, statement)
    assert reason in refused.value.reason
