"""The engine against the slow reference, on random cases and every policy."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from random_cases import POLICIES, TODAY, cases, parsed, policies
from slow_sets import memberships

from service.determination.situation import Situation, Solved

UNKNOWN_HAS_THE_BOARD = {
    "parties": [
        {"id": "G", "designation": "cleared"},
        {"id": "U", "kind": "unknown"},
        {"id": "T", "seats": [{"kind": "headquarters", "jurisdiction": "GB"}]},
    ],
    "interests": [
        {"id": "e0", "holder": "G", "subject": "T", "metric": "shares", "percent": "100"},
        {"id": "e1", "holder": "U", "subject": "T", "right": "board_majority"},
    ],
}
POSSIBLE_BY_ITSELF_AND_CERTAIN_BY_ANOTHER = {
    "parties": [
        {"id": "A", "seats": [{"kind": "incorporation", "jurisdiction": "CN"}]},
        {"id": "B", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]},
    ],
    "interests": [
        {"id": "e0", "holder": "B", "subject": "A", "right": "board_majority"},
        {"id": "e1", "holder": "A", "subject": "A", "metric": "shares", "percent": "0"},
    ],
}


@example(case=UNKNOWN_HAS_THE_BOARD, name="unsupported-regions_2025-09-05")
@example(case=POSSIBLE_BY_ITSELF_AND_CERTAIN_BY_ANOTHER, name="test-per-holder")
@given(case=cases(), name=policies)
def test_the_engine_finds_the_sets_of_the_reference(case: dict[str, Any], name: str) -> None:
    policy, file = POLICIES[name]
    read = parsed(case)
    solved = Solved.of(read.world, policy, read.as_of or TODAY, read.known_at)
    assert {id_: Situation(solved, id_).set for id_ in read.entities} == memberships(case, file, TODAY)
    assert solved.sets.certain.keys() <= solved.sets.possible.keys(), "whoever is certain is possible"
    assert not solved.sets.cleared.keys() & solved.sets.possible.keys(), "nobody is both cleared and possible"
