"""Verification finds what was corrupted on purpose and says what is stale; a difference becomes its smallest case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cypher import Query
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.records import BranchRecord, Identifier
from service.consolidation import catch_up, rebuild
from service.determination.case import read
from service.determination.fixpoints import holdings_of, solve
from service.minimal import case_of, shrink
from service.policy.file import Policies
from service.verify import verify
from service.world import world as read_world

TODAY = date(2026, 1, 1)
POLICIES = [Policies().pick("unsupported-regions", TODAY), Policies().pick("ofac-50", TODAY)]
DELTA = "RA000242:HRB1001"
BRANCH = "RA000242:HRB1001-2"


@pytest.fixture(scope="module")
def derived(world: Graph, change: Any) -> Graph:
    own, head = (Identifier(*one.split(":", 1)) for one in (BRANCH, DELTA))
    change(world, "a branch", BranchRecord("branch", own, head))
    rebuild(world, POLICIES, TODAY)
    catch_up(world, POLICIES, TODAY)
    return world


def test_nothing_differs_and_nothing_is_left(derived: Graph) -> None:
    report = verify(derived, POLICIES, TODAY)
    assert report.as_dict()["equal"], report.differences
    assert report.checked > 10
    cleared = Query("tests/cleared", "MATCH (p:Party) WHERE p.cleared_round IS NOT NULL RETURN p.id AS id", {}, "Any.")
    assert derived.read(cleared) == [], "the cleared set is not stored"


@pytest.mark.parametrize(
    ("spoil", "stored"),
    [
        (f"MATCH ()-[h:HOLDS]->(:Party {{id: '{DELTA}'}}) SET h.shares_low = 1", "HOLDS"),
        (f"MATCH ()-[h:HOLDS]->(:Party {{id: '{DELTA}'}}) DELETE h", "HOLDS"),
        (f"MATCH (p:Party {{id: '{DELTA}'}}) SET p.standing = 'cleared'", "standing"),
        (f"MATCH (p:Party {{id: '{DELTA}'}}) REMOVE p:Restricted", "marks"),
        (f"MATCH (p:Party {{id: '{DELTA}'}}) SET p.possible_round = 7", "marks"),
        (f"MATCH (p:Party {{id: '{BRANCH}'}}) SET p.restricted_round = null", "marks"),
        (f"MATCH (p:Party {{id: '{BRANCH}'}}) SET p.stands_for = null", "HOLDS"),
        ("MATCH (p:Party {id: 'GB-COH:09000001'}) SET p.restricted_round = 1", "marks"),
    ],
)
def test_what_was_corrupted_is_found_and_called_stale(derived: Graph, spoil: str, stored: str) -> None:
    derived.auto(Query("tests/spoil", spoil, {}, "Corrupts."))
    for sample in (None, 1_000):
        report = verify(derived, POLICIES, TODAY, sample)
        assert not report.as_dict()["equal"]
        assert stored in {row["stored"] for row in report.differences}
        assert report.causes[0]["cause"] == "stale"
        assert stored in report.causes[0]["stored"]
    rebuild(derived, POLICIES, TODAY)
    assert verify(derived, POLICIES, TODAY).differences == []


def test_a_difference_becomes_the_smallest_case_that_shows_it(derived: Graph) -> None:
    sources = {row["id"]: (row["grade"], row["rank"]) for row in derived.read("lookup/sources")}
    ids = [row["id"] for row in derived.read("lookup/party_ids", after="", limit=1_000)]
    found = read_world(derived.read("lookup/claims_on", ids=ids), sources, TODAY)
    strict, loose = POLICIES[0], replace(POLICIES[0], threshold=Fraction(70))

    def differs(document: dict[str, Any]) -> bool:
        world = read(document).world
        one, two = (solve(holdings_of(world, policy, TODAY), policy) for policy in (strict, loose))
        return one.certain.keys() != two.certain.keys()

    document = case_of(found, strict, TODAY)
    assert differs(document)
    small = shrink(document, differs)
    assert differs(small)
    assert [interest["subject"] for interest in small["interests"]] == [DELTA]
    assert [party["id"] for party in small["parties"]] == ["LEI:5299000000000000CN01", DELTA]


def test_a_world_as_a_case_has_the_same_sets(derived: Graph) -> None:
    sources = {row["id"]: (row["grade"], row["rank"]) for row in derived.read("lookup/sources")}
    ids = [row["id"] for row in derived.read("lookup/party_ids", after="", limit=1_000)]
    found = read_world(derived.read("lookup/claims_on", ids=ids), sources, TODAY)
    for policy in POLICIES:
        case = read(case_of(found, policy, TODAY))
        assert solve(holdings_of(case.world, policy, TODAY), policy) == solve(holdings_of(found, policy, TODAY), policy)


def test_a_share_survives_the_case_format_exactly() -> None:
    share = Share(1, 999_999_999_999)
    case = read({"interests": [{"holder": "A", "subject": "B", "metric": "shares", "min": "0.0000000001",
                                "max": "99.9999999999"}]})  # fmt: skip
    assert case.world.claims[0].shares == share
