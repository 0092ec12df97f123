"""What must hold between two answers, whatever the case: order, names, more, less, sharper, round and round."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import POLICIES, TODAY, cases, parsed, policies

from cypher.quantity import WHOLE, percent_text
from service.determination.fixpoints import holdings_of, solve
from service.determination.model import Sets
from service.determination.situation import Situation, Solved
from service.policy.model import Policy

FEWER = settings(max_examples=settings.default.max_examples // 5)
Case = dict[str, Any]


def sets(case: Case, policy: Policy) -> Sets:
    read = parsed(case)
    return solve(holdings_of(read.world, policy, read.as_of or TODAY, read.known_at), policy)


def members(case: Case, policy: Policy) -> dict[str, set[str]]:
    found = sets(case, policy)
    return {name: set(getattr(found, name)) for name in ("certain", "possible", "cleared")}


@FEWER
@given(case=cases(), name=policies, draw=st.data())
def test_the_order_of_a_document_decides_nothing(case: Case, name: str, draw: st.DataObject) -> None:
    policy, _ = POLICIES[name]
    shuffled = case | {key: draw.draw(st.permutations(case[key])) for key in ("parties", "interests")}
    assert sets(case, policy) == sets(shuffled, policy)


@FEWER
@given(case=cases(), name=policies, draw=st.data())
def test_names_decide_nothing(case: Case, name: str, draw: st.DataObject) -> None:
    policy, _ = POLICIES[name]
    ids = [party["id"] for party in case["parties"]]
    renamed = dict(zip(ids, draw.draw(st.permutations([f"{'zaq'[n % 3]}{n}" for n in range(len(ids))])), strict=True))

    def rename(item: Case) -> Case:
        return {
            key: renamed[value] if key in ("id", "holder", "subject", "on_behalf_of", "branch_of") and value in renamed
            else value
            for key, value in item.items()
        }  # fmt: skip

    other = case | {key: [rename(item) for item in case[key]] for key in ("parties", "interests")}
    before, after = sets(case, policy), sets(other, policy)
    for one in ("certain", "possible", "cleared"):
        rounds = {renamed[id_]: round_ for id_, round_ in getattr(before, one).items() if id_ in renamed}
        assert rounds == {id_: number for id_, number in getattr(after, one).items() if id_ in renamed.values()}, one


@FEWER
@given(case=cases(), name=policies, draw=st.data())
def test_one_more_restricted_party_never_unrestricts(case: Case, name: str, draw: st.DataObject) -> None:
    policy, _ = POLICIES[name]
    before = members(case, policy)
    chosen = draw.draw(st.sampled_from([party["id"] for party in case["parties"] if party.get("kind") != "branch"]))
    after = members(
        case | {"parties": [p | ({"designation": "restricted"} if p["id"] == chosen else {}) for p in case["parties"]]},
        policy,
    )
    assert before["certain"] <= after["certain"]
    assert before["possible"] <= after["possible"]
    assert after["cleared"] <= before["cleared"]


@FEWER
@given(case=cases(rings=False), name=policies, draw=st.data())
def test_a_larger_restricted_stake_never_unrestricts(case: Case, name: str, draw: st.DataObject) -> None:
    policy, _ = POLICIES[name]
    stakes = [interest for interest in case["interests"] if "metric" in interest]
    if not stakes:
        return
    chosen = draw.draw(st.sampled_from(stakes))
    bounds = ("percent", "min", "max", "min_exclusive", "max_exclusive")
    larger = {key: value for key, value in chosen.items() if key not in bounds} | {"percent": "100"}
    holder = chosen.get("on_behalf_of", chosen["holder"])
    case |= {"parties": [p | ({"designation": "restricted"} if p["id"] == holder else {}) for p in case["parties"]]}
    before = members(case, policy)
    after = members(case | {"interests": [larger if i is chosen else i for i in case["interests"]]}, policy)
    assert before["certain"] <= after["certain"]
    assert before["possible"] <= after["possible"]


@FEWER
@given(case=cases(), name=policies, steps=st.sets(st.sampled_from(["25", "33.4", "50", "50.1", "75"]), min_size=2))
def test_a_higher_threshold_restricts_fewer_and_clears_more(case: Case, name: str, steps: set[str]) -> None:
    policy, _ = POLICIES[name]
    ladder = [(Fraction(step), comparator) for step in sorted(steps, key=Fraction) for comparator in (">=", ">")]
    answers = [
        members(case, replace(policy, threshold=threshold, comparator=comparator))  # type: ignore[arg-type]
        for threshold, comparator in ladder
    ]
    for lower, higher in pairwise(answers):
        assert higher["certain"] <= lower["certain"]
        assert higher["possible"] <= lower["possible"]
        assert lower["cleared"] <= higher["cleared"]


@FEWER
@given(case=cases(), name=policies, length=st.integers(1, 4), percent=st.sampled_from(["10", "51", "100"]))
def test_a_ring_without_a_seed_changes_nothing(case: Case, name: str, length: int, percent: str) -> None:
    policy, _ = POLICIES[name]
    ring = [
        {"id": f"r{n}", "holder": f"R{n}", "subject": f"R{(n + 1) % length}", "metric": "shares", "percent": percent}
        for n in range(length)
    ]
    declared = [{"id": f"R{n}"} for n in range(length)]
    before = sets(case, policy)
    after = sets(case | {"parties": case["parties"] + declared, "interests": case["interests"] + ring}, policy)
    strangers = {party["id"] for party in declared}
    assert after.certain == before.certain
    assert after.possible == before.possible
    assert {id_: number for id_, number in after.cleared.items() if id_ not in strangers} == before.cleared


@FEWER
@given(case=cases(rings=False), name=policies, draw=st.data())
def test_a_sharper_figure_never_turns_restricted_to_clear_or_back(case: Case, name: str, draw: st.DataObject) -> None:
    policy, _ = POLICIES[name]
    given_ = [interest for interest in case["interests"] if "metric" in interest]
    if not given_:
        return
    chosen = draw.draw(st.sampled_from(given_))
    [claim] = [claim for claim in parsed(case).world.claims if claim.key == chosen["id"]]
    share = claim.share(chosen["metric"])
    assert share is not None
    middle = share.low + (share.high - share.low) * draw.draw(st.integers(0, 4)) // 4
    halves = ((share.low, middle), (middle, share.high), (middle, middle))
    low, high = draw.draw(st.sampled_from(halves))
    assert 0 <= low <= high <= WHOLE
    bounds = ("percent", "min", "max", "min_exclusive", "max_exclusive")
    sharper = {key: value for key, value in chosen.items() if key not in bounds}
    sharper |= {"min": percent_text(low), "max": percent_text(high)}
    before = members(case, policy)
    after = members(case | {"interests": [sharper if i is chosen else i for i in case["interests"]]}, policy)
    assert before["certain"] <= after["certain"], "what was certain stays so"
    assert after["possible"] <= before["possible"], "what was impossible stays so"
    assert before["cleared"] <= after["cleared"], "what was cleared stays so"


@FEWER
@given(case=cases(), name=policies)
def test_without_a_seed_nobody_is_restricted(case: Case, name: str) -> None:
    policy, _ = POLICIES[name]
    bare = [{k: v for k, v in party.items() if k not in ("designation", "seats")} for party in case["parties"]]
    found = sets(case | {"parties": bare}, policy)
    assert not found.certain
    assert not found.possible


@FEWER
@given(case=cases(), name=policies)
def test_every_party_of_a_case_has_one_answer_that_is_in_one_set(case: Case, name: str) -> None:
    policy, _ = POLICIES[name]
    read = parsed(json.loads(json.dumps(case)))
    solved = Solved.of(read.world, policy, read.as_of or TODAY, read.known_at)
    for id_ in read.entities:
        at = Situation(solved, id_)
        own, head = at.own_standing, solved.head_of.get(id_, id_)
        assert (at.set == "certain") == (own == "restricted" or head in solved.sets.certain)
        assert (at.set == "cleared") <= (head in solved.sets.cleared)
