"""A policy tried on the whole graph: what it finds is what both engines say, and the graph is left as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cypher import Query
from cypher.graph import Graph
from service.consolidation import catch_up
from service.determination.situation import Situation, Solved
from service.errors import Busy
from service.marks import mark
from service.policy.file import Policies
from service.policy.model import Policy
from service.simulation import AFTER, _Each, _lock, simulate, sweep
from service.world import world as read_world

TODAY = date(2026, 1, 1)
LIVE = Policies().pick("unsupported-regions", TODAY)
HIGHER = replace(LIVE, id="higher", threshold=Fraction(70), hard_control=(), metrics=("shares",))
ALONE = replace(HIGHER, id="alone", aggregation="per_holder")
ELSEWHERE = replace(LIVE, id="elsewhere", supported=None, restricted=frozenset({"GB"}), excepted=frozenset())
EVERYTHING = Query(
    "tests/everything",
    "MATCH (n) WHERE NOT n:Lock "
    "RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties, "
    "[(n)-[r]->(m) | {type: type(r), to: elementId(m), properties: properties(r)}] AS out ORDER BY id",
    {},
    "All there is.",
)


def everything(graph: Graph) -> str:
    return json.dumps(graph.read(EVERYTHING), sort_keys=True, default=str)


@pytest.fixture
def derived(world: Graph) -> Graph:
    catch_up(world, [LIVE], TODAY)
    return world


def by_memory(graph: Graph, before: Policy, after: Policy) -> dict[tuple[str, str], int]:
    """The same count from the claims alone."""
    sources = {row["id"]: (row["grade"], row["rank"]) for row in graph.read("lookup/sources")}
    ids = [row["id"] for row in graph.read("lookup/party_ids", after="", limit=10_000)]
    found = read_world(graph.read("lookup/claims_on", ids=ids), sources)
    one, two = (Solved.of(found, policy, TODAY) for policy in (before, after))
    counts: dict[tuple[str, str], int] = {}
    for id_ in ids:
        change = Situation(one, id_).set, Situation(two, id_).set
        if change[0] != change[1]:
            counts[change] = counts.get(change, 0) + 1
    return counts


@pytest.mark.parametrize("policy", [HIGHER, ALONE, ELSEWHERE], ids=lambda policy: policy.id)
@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
def test_a_simulation_finds_who_flips_and_leaves_no_trace(derived: Graph, policy: Policy, kept: bool) -> None:
    before = everything(derived)
    told: list[dict[str, Any]] = []
    result = simulate(derived, policy, LIVE, TODAY, kept=kept, each=told.append)
    assert result.counts == by_memory(derived, LIVE, policy)
    assert result.flips == len(told) > 0
    assert [row["id"] for row in told] == sorted(row["id"] for row in told)
    assert all(len(shown) <= 5 for shown in result.examples.values())
    assert everything(derived) == before


def test_the_same_policy_flips_nobody(derived: Graph) -> None:
    assert simulate(derived, LIVE, LIVE, TODAY, kept=True).flips == 0


def test_a_simulation_that_fails_leaves_no_trace(derived: Graph) -> None:
    before = everything(derived)

    def fail(_: dict[str, Any]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(derived, ELSEWHERE, LIVE, TODAY, kept=True, each=fail)
    assert everything(derived) == before


def test_what_a_killed_simulation_left_is_swept_by_the_next(derived: Graph) -> None:
    before = everything(derived)
    derived.auto(
        Query(
            "tests/left",
            "MATCH (p:Company) SET p.Simulated_standing = 'restricted', p:SimulatedRestrictedAlone",
            {},
            "Leftovers.",
        )
    )
    mark(_Each(derived), LIVE, AFTER)
    assert everything(derived) != before
    assert simulate(derived, LIVE, LIVE, TODAY, kept=True).flips == 0
    assert everything(derived) == before
    assert sweep(derived) == 0


def test_one_simulation_at_a_time(derived: Graph) -> None:
    def second(tx: Any) -> None:
        _lock(tx)
        with pytest.raises(Busy):
            simulate(derived, LIVE, LIVE, TODAY, kept=True)

    derived.transaction(second, write=True)
