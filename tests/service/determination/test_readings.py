"""Readings beside the cascade: exact where they can be, proven bounds where not, and never what decides."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_cases import POLICIES, TODAY, cases, parsed, policies

from cypher.quantity import WHOLE
from service.determination import integrated
from service.determination.document import document
from service.determination.integrated import highs, lows
from service.determination.model import Holding, Holdings, Node, Stake
from service.determination.situation import Solved

FEW = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
Edges = dict[tuple[int, int], tuple[int, int]]
SHARES = frozenset({"shares"})


def graph_of(size: int, edges: Edges) -> Holdings:
    """Companies 0 to size - 1; 0 is restricted; (holder, subject) -> (low, high). What nobody declares is cleared."""
    nodes = {
        str(number): Node(str(number), "company", "unknown" if number else "restricted", SHARES, SHARES)  # type: ignore[arg-type]
        for number in range(size)
    }
    into: dict[str, tuple[Holding, ...]] = {}
    out: dict[str, tuple[str, ...]] = {}
    for (holder, subject), (low, high) in edges.items():
        held = Holding(str(holder), str(subject), {"shares": Stake(low=low, high=high)})
        into[str(subject)] = (*into.get(str(subject), ()), held)
        out[str(holder)] = (*out.get(str(holder), ()), str(subject))
    return Holdings(nodes, into, out)


def effective(size: int, shares: dict[tuple[int, int], int]) -> list[Fraction]:
    """What 0 effectively has of each, by adding up ever longer chains until what is left cannot matter."""
    total, tier = [Fraction(0)] * size, [Fraction(int(number == 0)) for number in range(size)]
    for _ in range(400):
        next_ = [Fraction(0)] * size
        for (holder, subject), share in shares.items():
            if subject:
                next_[subject] += Fraction(share, WHOLE) * tier[holder]
        tier = [Fraction(floor(value * 10**30), 10**30) for value in next_]
        total = [value + more for value, more in zip(total, tier, strict=True)]
        if not any(tier):
            break
    return total


@st.composite
def structures(draw: st.DrawFn, rings: bool = True) -> tuple[int, Edges]:
    """Bands whose highs leave at least a tenth to others, so that chains around a ring die out."""
    size = draw(st.integers(3, 7))
    edges: Edges = {}
    for subject in range(1, size):
        left = WHOLE * 9 // 10
        for holder in draw(st.lists(st.integers(0, size - 1 if rings else subject - 1), max_size=3, unique=True)):
            high = draw(st.integers(0, left))
            edges[(holder, subject)] = (draw(st.integers(0, high)), high)
            left -= high
    return size, edges


@FEW
@given(structure=structures(rings=False))
def test_without_rings_it_is_the_sum_over_all_paths(structure: tuple[int, Edges]) -> None:
    size, edges = structure
    exact = {pair: (low, low) for pair, (low, _) in edges.items()}
    graph = graph_of(size, exact)

    def paths(subject: int) -> Fraction:
        steps = [(holder, share) for (holder, held), (share, _) in exact.items() if held == subject]
        return sum((Fraction(share, WHOLE) * (paths(h) if h else 1) for h, share in steps), Fraction(0))

    found = lows(graph, ["shares"]), highs(graph, ["shares"], {"0"})
    for subject in range(1, size):
        worth = paths(subject) * WHOLE
        assert (found[0].of(str(subject)), found[1].of(str(subject))) == (floor(worth), ceil(worth))


@FEW
@given(structure=structures(), data=st.data())
def test_the_interval_holds_whatever_the_bands_turn_out_to_be(structure: tuple[int, Edges], data: Any) -> None:
    size, edges = structure
    point = {pair: data.draw(st.integers(low, high)) for pair, (low, high) in edges.items()}
    true = effective(size, point)
    graph = graph_of(size, edges)
    low, high = lows(graph, ["shares"]), highs(graph, ["shares"], {str(number) for number in range(size)})
    for subject in range(1, size):
        worth = true[subject] * WHOLE
        assert low.of(str(subject)) <= worth + 1 and worth <= high.of(str(subject))


@FEW
@given(structure=structures())
def test_rationals_and_the_approach_agree_and_the_approach_rounds_outward(
    structure: tuple[int, Edges], monkeypatch: pytest.MonkeyPatch
) -> None:
    size, edges = structure
    graph, everybody = graph_of(size, edges), {str(number) for number in range(size)}
    exact = lows(graph, ["shares"]), highs(graph, ["shares"], everybody)
    with monkeypatch.context() as patch:
        patch.setattr(integrated, "EXACT", 0)
        rough = lows(graph, ["shares"]), highs(graph, ["shares"], everybody)
    for id_ in everybody:
        assert exact[0].of(id_) - 1 <= rough[0].of(id_) <= exact[0].of(id_)
        assert exact[1].of(id_) <= rough[1].of(id_) <= exact[1].of(id_) + 1


def test_a_closed_ring_is_nobodys_and_no_exception() -> None:
    closed = graph_of(4, {(1, 2): (WHOLE, WHOLE), (2, 1): (WHOLE, WHOLE), (0, 3): (5, 5), (2, 3): (7, 7)})
    assert (lows(closed, ["shares"]).of("1"), highs(closed, ["shares"], {"0"}).of("1")) == (0, 0)
    assert highs(closed, ["shares"], {"0"}).of("3") == 5
    fed = graph_of(3, {(0, 1): (0, WHOLE // 10), (1, 2): (WHOLE, WHOLE), (2, 1): (WHOLE, WHOLE)})
    assert highs(fed, ["shares"], {"0"}).of("1") == 0, "2 has all of 1 for certain, and 1 all of 2"
    over = graph_of(3, {(0, 1): (WHOLE // 2,) * 2, (2, 1): (WHOLE,) * 2, (1, 2): (WHOLE,) * 2})
    assert lows(over, ["shares"]).of("1") == WHOLE, "stated twice over: it is capped, not refused"


def test_a_ring_of_many_companies_ends_in_bounds() -> None:
    size, most = 400, WHOLE * 99 // 100
    edges = {(number, number % (size - 1) + 1): (most, most) for number in range(1, size)}
    graph = graph_of(size, edges | {(0, 1): (WHOLE // 100,) * 2})
    low, high = lows(graph, ["shares"]).of("1"), highs(graph, ["shares"], {"0"}).of("1")
    worth = Fraction(1, 100) / (1 - Fraction(99, 100) ** (size - 1)) * WHOLE
    assert 0 < low <= worth <= high < WHOLE


@FEW
@given(case=cases(largest=6), name=policies)
def test_what_is_asked_for_never_changes_what_is_decided(case: dict[str, Any], name: str) -> None:
    policy, _ = POLICIES[name]
    known = parsed(case)
    solved = Solved.of(known.world, policy, known.as_of or TODAY, known.known_at)
    for entity in known.entities:
        reduced, full = (document(solved, entity, detail_up_to=most) for most in (-1, None))
        assert (reduced["detail"], full["detail"], reduced["flips"]) == ("reduced", "full", None)
        low = full["readings"]["integrated"]["low"]
        assert reduced["readings"]["integrated"]["low"] == low
        disagree = any(flag["code"] == "readings_disagree" for flag in full["flags"])
        assert disagree == (full["readings"]["integrated"]["passes"] == "yes" and full["set"] != "certain")
        for field in ("readings", "flips", "detail"):
            del reduced[field], full[field]
        assert reduced == full


def test_metrics_are_never_added_and_the_rest_counts_where_a_seed_has_something(ask: Any) -> None:
    apart = ask({"R": "CN", "T": "GB"}, "R 30 T", "R 40 T votes", rest="cleared")["T"]["readings"]["integrated"]
    assert apart == {"low": "40", "high": "40", "passes": "no"}
    gap = ask({"R": "CN", "T": "GB"}, "R 10 T")["T"]["readings"]["integrated"]
    assert gap == {"low": "10", "high": "100", "passes": "possible"}
    none = ask({"R": "CN", "A": "GB", "T": "GB"}, "R 10 A", "A ? T", rest="cleared")["T"]["readings"]["integrated"]
    assert none == {"low": "0", "high": "10", "passes": "no"}


def test_one_controller_at_a_time(ask: Any) -> None:
    two = ask({"R1": "CN", "R2": "CN", "T": "GB"}, "R1 30 T", "R2 40 T", rest="cleared")["T"]
    assert two["readings"]["single_controller"] == {"low": "40", "high": "40", "passes": "no"}
    assert two["readings"]["integrated"]["low"] == "70" and two["set"] == "certain"


def test_blocks_that_may_be_one_are_not_added(ask: Any) -> None:
    same = ask({"R1": "CN", "R2": "CN", "T": "GB"}, "R1 30 T shares unknown", "R2 40 T shares unknown")["T"]
    assert same["readings"]["integrated"]["low"] == "40"
    total = ask({"R": "CN", "T": "GB"}, "R 60 T shares total")["T"]
    assert total["readings"]["integrated"]["low"] == "60"
