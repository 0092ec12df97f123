"""Both engines on random worlds, on a real Neo4j: the same sets in the same rounds, for the same seeds."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_cases import POLICIES, TODAY, cases, parsed, policies, side_by_side

from cypher.graph import Graph
from service.determination.fixpoints import holdings_of, solve
from service.evaluation import solve_in

AT_ONCE = 15
"""Cases that share one transaction: a round of the Cypher engine costs the same for one as for many."""


@settings(
    max_examples=max(1, settings.default.max_examples // 60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(many=st.lists(cases(largest=6), min_size=AT_ONCE, max_size=AT_ONCE), name=policies)
def test_both_engines_find_the_same_sets_in_the_same_rounds(
    graph: Graph, many: list[dict[str, Any]], name: str
) -> None:
    """A difference names its case: the part of the id before the slash is its number."""
    policy, _ = POLICIES[name]
    holdings = holdings_of(parsed(side_by_side(many)).world, policy, TODAY)
    memory, cypher = solve(holdings, policy), solve_in(graph, holdings, policy)
    assert dict(memory.certain) == dict(cypher.certain)
    assert dict(memory.possible) == dict(cypher.possible)
    assert dict(memory.cleared) == dict(cypher.cleared)
    assert memory.by_seed == cypher.by_seed
