"""BODS 0.1 to 0.3 mean what the same statement means in 0.4."""

from __future__ import annotations

import json
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
from ingest.sources.bods import SOURCE

DATA = Path(__file__).parents[1] / "data/bods"
VERSIONS = ["0.1", "0.2", "0.3"]


def _statement(kind: str, statement_id: str, version: str = "0.2", **fields: Any) -> dict[str, Any]:
    return {
        "statementID": statement_id,
        "statementType": kind,
        "statementDate": "2022-03-02",
        "publicationDetails": {"publicationDate": "2023-03-15", "bodsVersion": version},
        **fields,
    }


def _owned(*interests: Any, version: str = "0.2", **fields: Any) -> dict[str, Any]:
    parties = {
        "subject": {"describedByEntityStatement": "company"},
        "interestedParty": {"describedByPersonStatement": "owner"},
    }
    more = {**parties, "interests": list(interests), **fields}
    return _statement("ownershipOrControlStatement", "rel", version, **more)


def _read(folder: Path, *statements: dict[str, Any]) -> list[Record]:
    path = folder / "bods.json"
    path.write_text(json.dumps(statements, ensure_ascii=False), encoding="utf-8")
    return list(SOURCE.read(path))


def test_the_register_s_own_shape() -> None:
    nameless, person, interest, complete = SOURCE.read(DATA / "register_0.2.jsonl")
    assert isinstance(nameless, Refused)
    assert nameless.reason == "an entity without a name"
    assert isinstance(person, PartyRecord)
    assert (person.id, person.kind, person.name, person.birth) == (
        Identifier("bods", "ps1"),
        "person",
        "Mike",
        "1990-05",
    )
    assert person.seats == (Seat("nationality", "FR", "France"), Seat("residence", "FR"))
    assert isinstance(interest, InterestRecord)
    assert (interest.shares, interest.directness) == (Share(25 * PERCENT + 1, 50 * PERCENT), "unknown")
    assert (interest.valid_from, interest.valid_to) == (date(2016, 7, 27), date(2017, 3, 30))
    assert complete == Complete("openownership-register/ocs1")


@pytest.mark.parametrize("version", VERSIONS)
def test_an_entity(tmp_path: Path, version: str) -> None:
    (found,) = _read(
        tmp_path,
        _statement(
            "entityStatement",
            "e",
            version,
            entityType="registeredEntity",
            name="«ՄԵՂՐԱՁՈՐ ԳՈԼԴ»",
            incorporatedInJurisdiction={"name": "United Kingdom", "code": "GB"},
            identifiers=[{"scheme": "GB-COH", "id": "01126618"}, {"scheme": "ARM-TAXID", "id": None}],
            addresses=[{"type": "registered", "address": "6/1", "country": "AM"}],
        ),
    )
    assert found == PartyRecord(
        record="e",
        id=Identifier("bods", "e"),
        kind="company",
        name="«ՄԵՂՐԱՁՈՐ ԳՈԼԴ»",
        identifiers=(Identifier("GB-COH", "01126618"),),
        seats=(Seat("registered", "AM", "6/1"), Seat("incorporation", "GB", "United Kingdom")),
        published=date(2023, 3, 15),
        stated="registeredEntity",
    )


@pytest.mark.parametrize(
    ("kind", "metric", "rights"),
    [
        ("voting-rights", "votes", ()), ("votingRights", "votes", ()), ("rights-to-profit-or-income", "profits", ()),
        ("rights-to-surplus-assets", "profits", ()), ("appointment-of-board", None, ("board_minority",)),
        ("influence-or-control", None, ("significant_influence",)), ("settlor-of-trust", None, ("other_soft",)),
        ("other-influence-or-control-of-trust", None, ("significant_influence",)),
        ("beneficiary-of-trust", None, ("other_soft",)),
        ("conditional-rights-granted-by-contract", None, ("option",)),
    ],
)  # fmt: skip
def test_interests_under_their_former_names(
    tmp_path: Path, kind: str, metric: str | None, rights: tuple[str, ...]
) -> None:
    found, _ = _read(tmp_path, _owned({"type": kind, "interestLevel": "direct"}))
    assert isinstance(found, InterestRecord)
    assert found.rights == rights
    assert {name: getattr(found, name) for name in ("shares", "votes", "profits") if getattr(found, name)} == (
        {metric: UNDISCLOSED} if metric else {}
    )
    assert found.directness == "direct"


def test_trustee_of_a_trust_is_a_trustee(tmp_path: Path) -> None:
    found, _ = _read(tmp_path, _owned({"type": "trustee-of-trust"}))
    assert isinstance(found, InterestRecord)
    assert (found.capacity, found.rights) == ("trustee", ("other_soft",))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ({"minimum": 50, "maximum": 75, "exclusiveMinimum": True, "exclusiveMaximum": True},
         Share(50 * PERCENT + 1, 75 * PERCENT - 1)),
        ({"minimum": 50, "maximum": 75, "exclusiveMinimum": False, "exclusiveMaximum": False},
         Share(50 * PERCENT, 75 * PERCENT)),
        ({"exact": "51"}, Share(51 * PERCENT, 51 * PERCENT)),
        ({"minimum": 75, "maximum": 100}, Share(75 * PERCENT, WHOLE)),
    ],
)  # fmt: skip
def test_exclusive_bounds_were_booleans(tmp_path: Path, share: Any, expected: Share) -> None:
    for version, level in zip(VERSIONS, ("interestLevel", "interestLevel", "directOrIndirect"), strict=True):
        found, _ = _read(tmp_path, _owned({"type": "shareholding", level: "indirect", "share": share}, version=version))
        assert isinstance(found, InterestRecord)
        assert (found.shares, found.directness) == (expected, "indirect")


def test_a_nature_of_control_in_the_details_decides_the_band(tmp_path: Path) -> None:
    share = {"minimum": 50, "maximum": 75}
    nature = "ownership-of-shares-50-to-75-percent"
    found, _ = _read(tmp_path, _owned({"type": "shareholding", "details": nature, "share": share}))
    assert isinstance(found, InterestRecord)
    assert (found.shares, found.directness) == (Share(50 * PERCENT + 1, 75 * PERCENT - 1), "unknown")


def test_an_ended_nature_does_not_go_on_with_a_later_one(tmp_path: Path) -> None:
    ended = {"details": "ownership-of-shares-75-to-100-percent", "startDate": "2016-04-06", "endDate": "2019-01-01"}
    now = {"details": "ownership-of-shares-25-to-50-percent", "startDate": "2019-01-01"}
    one, other, _ = _read(tmp_path, _owned(ended, now))
    assert isinstance(one, InterestRecord)
    assert isinstance(other, InterestRecord)
    assert one.shares == Share(75 * PERCENT, WHOLE)
    assert (one.valid_to, other.valid_from, other.valid_to) == (date(2019, 1, 1), date(2019, 1, 1), None)
    assert other.shares == Share(25 * PERCENT + 1, 50 * PERCENT)


def test_a_legal_owner_is_a_holder(tmp_path: Path) -> None:
    interest = {"type": "shareholding", "share": {"exact": 60}, "beneficialOwnershipOrControl": False}
    found, _ = _read(tmp_path, _owned(interest))
    assert isinstance(found, InterestRecord)
    assert (found.shares, found.capacity) == (Share(60 * PERCENT, 60 * PERCENT), "own")


@pytest.mark.parametrize("reason", ["no-beneficial-owners", "noBeneficialOwners"])
def test_nobody_is_a_notice(tmp_path: Path, reason: str) -> None:
    (found,) = _read(tmp_path, _owned(interestedParty={"unspecified": {"reason": reason}}))
    assert isinstance(found, NoticeRecord)
    assert found.code == "noBeneficialOwners"


@pytest.mark.parametrize(
    ("unspecified", "name"),
    [
        ({"reason": "subject-exempt-from-disclosure", "description": "listed"}, "subjectExemptFromDisclosure; listed"),
        ({}, "unknown"),
    ],
)
def test_an_unspecified_party_is_an_unknown_holder(tmp_path: Path, unspecified: Any, name: str) -> None:
    holder, interest, _ = _read(tmp_path, _owned(interestedParty={"unspecified": unspecified}))
    assert isinstance(holder, PartyRecord)
    assert isinstance(interest, InterestRecord)
    assert (holder.kind, holder.name) == ("unknown", f"Undisclosed: {name}")
    assert (interest.holder, interest.shares) == (holder.id, UNDISCLOSED)


def test_no_party_at_all_is_refused(tmp_path: Path) -> None:
    for party in (None, {}, "owner"):
        (bad,) = _read(tmp_path, _owned(interestedParty=party))
        assert isinstance(bad, Refused)
        assert (bad.record, bad.reason) == ("rel", "a relationship without an interested party")


def test_components_are_not_counted_beside_their_statement(tmp_path: Path) -> None:
    whole = _owned({"type": "shareholding", "interestLevel": "indirect", "share": {"exact": 60}})
    step = {**_owned({"type": "shareholding", "share": {"exact": 60}}), "statementID": "step", "isComponent": True}
    found = _read(tmp_path, step, {**whole, "componentStatementIDs": ["step"]})
    assert [one.record for one in found if isinstance(one, InterestRecord)] == ["rel"]


def test_a_replaced_statement_ends_even_if_it_is_read_later(tmp_path: Path) -> None:
    new = {**_owned({"type": "shareholding", "share": {"exact": 60}}), "replacesStatements": ["old", "rel"]}
    interest, complete, closed, unknown, gone = _read(tmp_path, new)
    assert isinstance(interest, InterestRecord)
    assert complete == Complete("rel")
    assert closed == Closed("old", date(2022, 3, 2), published=date(2023, 3, 15), version=1)
    assert unknown == Closed("old/unknown", date(2022, 3, 2), party=True, published=date(2023, 3, 15), version=1)
    assert gone == Complete("old")
    assert isinstance(closed, Closed)
    assert (interest.published, interest.version) < (closed.published, closed.version)


def test_the_replacing_entity_is_the_same_party(tmp_path: Path) -> None:
    new = _statement(
        "entityStatement", "new", entityType="registeredEntity", name="A", replacesStatements=["old", "older"]
    )
    party, *closed = _read(tmp_path, new)
    assert isinstance(party, PartyRecord)
    assert (party.id, party.identifiers) == (
        Identifier("bods", "new"),
        (Identifier("bods", "old"), Identifier("bods", "older")),
    )
    assert [(one.record, one.party) for one in closed if isinstance(one, Closed)] == [("old", True), ("older", True)]


def test_a_publication_in_an_impossible_year_is_refused(tmp_path: Path) -> None:
    statement = _statement("entityStatement", "e", entityType="state", name="A")
    for day in ("9999-12-31", "0001-01-01"):
        (bad,) = _read(tmp_path, {**statement, "publicationDetails": {"publicationDate": day}})
        assert isinstance(bad, Refused)
        assert bad.reason == f"not a day of publication: '{day}'"
