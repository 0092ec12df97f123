from __future__ import annotations

from datetime import date

import pytest

from cypher.graph import Graph
from service import lookups
from service.consolidation import catch_up
from service.errors import NotFound
from service.identifiers import BadIdentifier, key_of, readings
from service.policy.file import Policies

SADERAT = "LEI:2138008KTNTDICZU8L25"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (("lei", "2138008ktntdiczu8l25 "), "LEI:2138008KTNTDICZU8L25"),
        (("XI-LEI", "2138008KTNTDICZU8L25"), "LEI:2138008KTNTDICZU8L25"),
        (("gb-coh", "1126618"), "GB-COH:01126618"),
        (("GB-COH", "sc 77750"), "GB-COH:SC077750"),
        (("GB-COH", "R0000042"), "GB-COH:R0000042"),
        (("RA000585", "36624"), "GB-COH:00036624"),
        (("US-SEC", "1737806"), "CIK:0001737806"),
        (("invented", "persons/Mary"), "invented:persons/Mary"),
        (("de-rcs", "HRB 1"), "DE-RCS:HRB1"),
    ],
)
def test_identifiers_are_brought_to_one_spelling(given: tuple[str, str], key: str) -> None:
    assert key_of(*given) == key


@pytest.mark.parametrize("given", [("", "1"), ("LEI", ""), ("LEI", "x" * 300), ("a b", "1"), ("LEI;--", "1")])
def test_what_is_no_identifier_is_refused(given: tuple[str, str]) -> None:
    with pytest.raises(BadIdentifier):
        key_of(*given)


def test_a_text_may_be_a_bare_number() -> None:
    assert readings("2138008ktntdiczu8l25") == ["LEI:2138008KTNTDICZU8L25"]
    assert readings("01126618") == ["GB-COH:01126618"]
    assert readings("Bank Saderat") == []
    assert readings("x:" + "y" * 300) == []


def test_search_by_identifier_name_and_words(world: Graph) -> None:
    (found,) = lookups.search(world, "gb-coh:1126618")
    assert (found["id"], found["match"], found["country"]) == (SADERAT, "identifier", "GB")
    first, *others = lookups.search(world, "Bank Saderat P.L.C.")
    assert (first["id"], first["match"]) == (SADERAT, "name")
    assert all(one["match"] == "words" for one in others)
    assert SADERAT in {one["id"] for one in lookups.search(world, "saderat")}
    assert [one["name"] for one in lookups.search(world, "Delta Widg")] == ["Delta Widgets GmbH"]
    assert [one["name"] for one in lookups.search(world, "Detla Widgets")] == ["Delta Widgets GmbH"]
    assert len(lookups.search(world, "saderat", limit=2)) == 2


@pytest.mark.parametrize(
    "text", ['") OR *:* AND (', "*:*", "name:x^2~ [a TO b]", '+-&&||!(){}^"~*?:\\/', "AND OR NOT", "  ", "\x00"]
)
def test_no_text_is_a_query_language(world: Graph, text: str) -> None:
    assert lookups.search(world, text) == []


def test_an_entity_with_its_seats_and_notices(world: Graph) -> None:
    found = lookups.entity(world, SADERAT)
    assert found["identifiers"] == ["GB-COH:01126618", SADERAT]
    assert {(seat["kind"], seat["jurisdiction"]) for seat in found["seats"]} >= {
        ("headquarters", "GB"),
        ("registered", "GB"),
    }
    assert all(seat["source"] and seat["record"] for seat in found["seats"])
    (notice,) = lookups.entity(world, "GB-COH:09000005")["notices"]
    assert (notice["code"], notice["source"], notice["stated"]) == ("no-owner-known", "invented", "nobody is known")


def test_owners_are_consolidated_from_the_claims_as_they_are_now(world: Graph) -> None:
    (owner,) = lookups.owners(world, "RA000242:HRB1001")
    assert owner["party"] == {
        "id": "LEI:5299000000000000CN01",
        "name": "Example Holding Co., Ltd.",
        "kind": "company",
        "country": "CN",
        "marks": [],
    }
    assert (owner["stake"], owner["shares"], owner["votes"]) == ("60 % of shares", {"low": "60", "high": "60"}, None)
    (claim,) = owner["claims"]
    assert (claim["source"], claim["counts"], claim["stated"], claim["published"]) == (
        "invented",
        True,
        "as filed",
        "2025-06-01",
    )
    holders = {one["party"]["name"]: one for one in lookups.owners(world, SADERAT)}
    assert holders["BANK SADERAT IRAN"]["rights"] == ["consolidation"]
    assert len(holders["BANK SADERAT IRAN"]["claims"]) == 2


def test_several_that_hold_as_one_are_one_owner_with_members(world: Graph) -> None:
    (owner,) = lookups.owners(world, "GB-COH:09000007")
    assert owner["party"]["kind"] == "joint"
    assert {one["name"] for one in owner["members"]} == {"Jo Joint", "Jay Joint"}
    assert owner["stake"] == "75-100 % of shares"
    assert [claim["counts"] for claim in owner["claims"]] == [True, True]


def test_holdings_speak_by_the_claims_until_they_are_derived(world: Graph) -> None:
    held = lookups.holdings(world, "invented:persons/mary")
    assert {one["party"]["id"] for one in held} == {"GB-COH:09000001", "GB-COH:09000004"}
    assert {(one["effective"], one["stake"]) for one in held} == {(False, "75-100 % of shares")}
    assert lookups.holdings(world, "GB-COH:09000001") == []


def test_holdings_are_effective_once_they_are_derived(world: Graph) -> None:
    policies = Policies()
    catch_up(world, [policies.pick("unsupported-regions", date(2025, 10, 1))], date(2025, 10, 1))
    held = lookups.holdings(world, "invented:persons/mary")
    assert {(one["effective"], one["stake"]) for one in held} == {(True, "75-100 % of shares")}
    assert all(claim["counts"] for one in held for claim in one["claims"])
    (owned,) = lookups.holdings(world, "LEI:5299000000000000CN01")
    assert owned["party"]["marks"] == ["Restricted"]
    (shared,) = lookups.holdings(world, "invented:persons/jo")
    assert (shared["party"]["id"], shared["effective"]) == ("GB-COH:09000007", False), "the joint holder has it"
    assert lookups.owners(world, "RA000242:HRB1001")[0]["party"]["marks"] == ["Restricted"]


def test_statements_side_by_side(world: Graph) -> None:
    said = lookups.statements(world, SADERAT)
    assert {one["what"] for one in said} == {"identity", "seat", "interest"}
    urls = {one["url"] for one in said if one["what"] == "identity"}
    assert len(urls) == 2, "GLEIF and Companies House"
    interest = next(one for one in said if one["stated"] == "IS_DIRECTLY_CONSOLIDATED_BY" and one["role"] == "subject")
    assert (interest["text"], interest["other"]["name"], interest["current"]) == (
        "consolidation",
        "BANK SADERAT IRAN",
        True,
    )
    assert [one["text"] for one in lookups.statements(world, "GB-COH:09000005") if one["what"] == "notice"] == [
        "no-owner-known"
    ]


@pytest.mark.parametrize("ask", [lookups.entity, lookups.owners, lookups.holdings, lookups.statements])
def test_an_unknown_party_is_said_to_be_unknown(world: Graph, ask: object) -> None:
    with pytest.raises(NotFound) as caught:
        ask(world, "LEI:NOBODY")  # type: ignore[operator]
    assert (caught.value.code, caught.value.status) == ("unknown_entity", 404)
    assert "/v1/search" in caught.value.hint


def test_sources_with_their_age(world: Graph) -> None:
    found = {one["id"]: one for one in lookups.sources(world)}
    assert found["bods"]["published_max"] == "2025-03-06"
    assert found["bods"]["stale"] is True
    assert found["invented"]["age_days"] is None, "described, but nothing of it was loaded by a run"
    assert found["invented"]["stale"] is True
