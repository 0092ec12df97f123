"""Both engines on random worlds: cycles, bands, unknowns, declared figures, rights, nominees, branches, groups,
concerts, ended claims, own shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cypher.graph import Graph
from cypher.quantity import PERCENT, UNDISCLOSED, WHOLE, Share
from cypher.vocabulary import HARD_RIGHTS, METRICS, SOFT_RIGHTS
from service.determination.fixpoints import holdings_of, solve
from service.determination.model import Claim, Life, Origin, Party, Seat, World
from service.evaluation import solve_in
from service.policy.file import Policies
from service.policy.model import Policy

TODAY = date(2026, 1, 1)
AGGREGATE = Policies().pick("unsupported-regions", TODAY)
PER_HOLDER = replace(AGGREGATE, aggregation="per_holder", comparator=">=", resident_persons="ignored")
PLACES = ["CN", "HK", "RU", "GB", "US", "KY", "XK"]
ROUND = [0, 10, 25, 30, 49, 50, 51, 60, 75, 100]


@st.composite
def shares(draw: st.DrawFn) -> Share:
    if draw(st.integers(0, 5)) == 0:
        return UNDISCLOSED
    low, high = sorted((draw(st.sampled_from(ROUND)), draw(st.sampled_from(ROUND))))
    exact = draw(st.booleans())
    nudge = draw(st.sampled_from([0, 0, 1]))
    return Share(
        min(WHOLE, high * PERCENT + nudge if exact else low * PERCENT + nudge), min(WHOLE, high * PERCENT + nudge)
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    size = draw(st.integers(2, 9))
    parties = {}
    for number in range(size):
        kind = draw(st.sampled_from(["company"] * 6 + ["person", "state", "unknown", "branch"]))
        head = f"P{draw(st.integers(0, number - 1))}" if kind == "branch" and number else None
        kinds = ["nationality", "residence"] if kind == "person" else ["headquarters", "incorporation", "mailing"]
        parties[f"P{number}"] = Party(
            f"P{number}",
            kind if kind != "branch" or head else "company",
            seats=tuple(
                Seat(draw(st.sampled_from(kinds)), draw(st.sampled_from(PLACES)))
                for _ in range(draw(st.integers(0, 2)))
            ),
            designation=draw(st.sampled_from([None] * 8 + ["restricted", "possible", "cleared"])),
            listed=draw(st.integers(0, 9)) == 0,
            rest=draw(st.sampled_from(["undisclosed", "undisclosed", "cleared"])),
            dissolved_on=draw(st.sampled_from([None] * 9 + [date(2020, 1, 1)])),
            branch_of=head,
        )
    claims = []
    for number in range(draw(st.integers(0, 3 * size))):
        metric = draw(st.sampled_from([*METRICS, None]))
        amount = draw(shares())
        claims.append(
            Claim(
                key=f"c{number}",
                holder=f"P{draw(st.integers(0, size - 1))}",
                subject=f"P{draw(st.integers(0, size - 1))}",
                shares=amount if metric == "shares" else None,
                votes=amount if metric == "votes" else None,
                profits=amount if metric == "profits" else None,
                rights=() if metric else (draw(st.sampled_from([*HARD_RIGHTS, *SOFT_RIGHTS, "option"])),),
                directness=draw(st.sampled_from(["direct"] * 4 + ["unknown", "unknown", "indirect", "total"])),
                capacity=draw(st.sampled_from(["own"] * 6 + ["nominee", "trustee", "depositary"])),
                group=draw(st.sampled_from([None] * 5 + ["g"])),
                concert=draw(st.sampled_from([None] * 5 + ["c"])),
                on_behalf_of=draw(st.sampled_from([None] * 9 + ["P0"])),
                life=Life(valid_to=draw(st.sampled_from([None] * 7 + [date(2025, 1, 1)]))),
                origin=Origin(
                    grade=draw(st.sampled_from(["A", "A", "A", "B", "C"])),
                    rank=draw(st.sampled_from([1, 1, 2])),
                    published=draw(st.sampled_from([None, date(2024, 1, 1), date(2025, 1, 1)])),
                ),
            )
        )
    return World(parties, tuple(claims))


@pytest.mark.neo4j
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
@given(world=worlds(), policy=st.sampled_from([AGGREGATE, AGGREGATE, PER_HOLDER]))
def test_both_engines_find_the_same_sets_in_the_same_rounds(graph: Graph, world: World, policy: Policy) -> None:
    holdings = holdings_of(world, policy, TODAY)
    memory = solve(holdings, policy)
    cypher = solve_in(graph, holdings, policy)
    assert dict(memory.certain) == dict(cypher.certain)
    assert dict(memory.possible) == dict(cypher.possible)
    assert dict(memory.cleared) == dict(cypher.cleared)


@settings(max_examples=300, deadline=None)
@given(world=worlds(), policy=st.sampled_from([AGGREGATE, PER_HOLDER]))
def test_the_sets_are_as_specified(world: World, policy: Policy) -> None:
    sets = solve(holdings_of(world, policy, TODAY), policy)
    assert sets.certain.keys() <= sets.possible.keys(), "whoever is certain is possible"
    assert not sets.cleared.keys() & sets.possible.keys(), "nobody is both cleared and possible"
