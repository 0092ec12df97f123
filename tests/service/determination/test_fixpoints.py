"""Certain, possible, cleared: the rules of the three sets, one by one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

STRUCTURES = {
    "A chain of majorities": (["R 51 M", "M 51 T"], "certain"),
    "B twice exactly half": (["R 50 M", "M 50 T"], "cleared"),
    "C two restricted parents": (["R 30 T", "R2 30 T"], "certain"),
    "D arms below the threshold": (["R 30 T", "R 49 X", "X 35 T", "R 49 Y", "Y 35 T"], "cleared"),
    "F one link, share unknown": (["R ? T"], "possible"),
    "G a small stake": (["R 12 T"], "cleared"),
    "H five links of all": (["R 100 M", "M 100 N", "N 100 O", "O 100 P", "P 100 T"], "certain"),
    "I two arms that join again": (["R 60 M", "R 60 N", "M 30 T", "N 30 T"], "certain"),
}


@pytest.mark.parametrize(("interests", "expected"), STRUCTURES.values(), ids=STRUCTURES)
def test_structures_that_separate_engines(ask: Any, interests: list[str], expected: str) -> None:
    seats = {"R": "CN", "R2": "CN"} | dict.fromkeys("MNOPXYT", "GB")
    assert ask(seats, *interests, rest="cleared")["T"]["set"] == expected


def test_a_gap_is_not_a_zero(ask: Any) -> None:
    undisclosed = ask({"R": "CN", "T": "GB"}, "R 12 T")
    assert undisclosed["T"]["set"] == "possible", "the undeclared 88 % may be anybody's"
    assert undisclosed["T"]["decision"] == "hold"


def test_two_bands_of_unknown_directness_may_be_one_block_listed_twice(ask: Any) -> None:
    seats = {"R": "CN", "S": "CN", "T": "GB"}
    direct = ask(seats, "R >25-50 T", "S >25-50 T", rest="cleared")
    assert direct["T"]["set"] == "certain"
    unknown = ask(seats, "R >25-50 T shares unknown", "S >25-50 T shares unknown", rest="cleared")
    assert unknown["T"]["set"] == "possible"


def test_metrics_are_never_added(ask: Any) -> None:
    apart = ask({"R": "CN", "T": "GB"}, "R 40 T shares", "R 40 T votes", rest="cleared")
    assert apart["T"]["set"] == "cleared"
    votes = ask({"R": "CN", "T": "GB"}, "R 40 T shares", "R 70 T votes", rest="cleared")
    assert votes["T"]["set"] == "certain"


def test_a_declared_total_decides_alone_and_never_clears(ask: Any) -> None:
    assert ask({"R": "CN", "T": "GB"}, "R 60 T total")["T"]["set"] == "certain"
    seats = {"A": {"designation": "cleared"}, "T": "GB"}
    assert ask(seats, "A 60 T total")["T"]["set"] == "open"
    assert ask(seats, "A 60 T")["T"]["set"] == "cleared"


def test_hard_control_restricts_and_soft_control_makes_possible(ask: Any) -> None:
    seats = {"R": "CN", "T": "GB"}
    assert ask(seats, "R board_majority T", rest="cleared")["T"]["set"] == "certain"
    assert ask(seats, "R golden_share T", rest="cleared")["T"]["set"] == "possible"
    assert ask(seats, "R option T", rest="cleared")["T"]["set"] == "cleared", "an option counts for nothing today"


def test_mutual_holdings_without_a_seed_restrict_nobody_and_clear_nobody(ask: Any) -> None:
    ring = ask({"A": "GB", "B": "GB", "C": "GB"}, "A 60 B", "B 60 C", "C 60 A")
    assert {party["set"] for party in ring.values()} == {"open"}


def test_restriction_flows_down_only(ask: Any) -> None:
    assert ask({"R": "CN", "T": "GB"}, "T 100 R")["T"]["set"] == "open"


def test_nominees_count_for_possibility_only_and_depositaries_for_nobody(ask: Any) -> None:
    seats = {"R": "CN", "G": {"designation": "cleared"}, "T": "GB"}
    assert ask(seats, "R 60 T nominee", rest="cleared")["T"]["set"] == "possible"
    assert ask(seats, "G 60 T nominee")["T"]["set"] == "open", "a nominee clears nobody"
    assert ask(seats, "G 60 T depositary", rest="cleared")["T"]["set"] == "open"
    moved = {"holder": "R", "subject": "T", "metric": "shares", "percent": 60, "on_behalf_of": "G"}
    assert ask(seats, moved)["T"]["set"] == "cleared"


def test_dissolved_and_undisclosed_holders_hold_nothing_that_clears(ask: Any) -> None:
    gone = {"G": {"designation": "cleared", "dissolved_on": "2020-01-01"}, "T": "GB"}
    assert ask(gone, "G 60 T", rest="cleared")["T"]["set"] == "open"
    hidden = ask({"U": "unknown", "R": "CN", "T": "GB"}, "U 60 T", "R 10 T", rest="cleared")
    assert hidden["T"]["set"] == "possible", "the undisclosed holder may be the restricted one"


def test_ended_interests_leave_an_undisclosed_rest(ask: Any) -> None:
    ended = {"holder": "G", "subject": "T", "metric": "shares", "percent": 60, "valid_to": "2025-06-01"}
    seats = {"G": {"designation": "cleared"}, "T": "GB"}
    assert ask(seats, ended, rest="cleared")["T"]["set"] == "open"
    assert ask(seats, ended, rest="cleared", as_of="2025-05-31")["T"]["set"] == "cleared"
    assert ask(seats, ended, rest="cleared", as_of="2025-06-01")["T"]["set"] == "open", "the last day is excluded"


def test_known_at_asks_what_was_on_record(ask: Any) -> None:
    late = {"holder": "R", "subject": "T", "metric": "shares", "percent": 60, "recorded_from": "2025-06-01"}
    seats = {"R": "CN", "T": "GB"}
    assert ask(seats, late)["T"]["set"] == "certain"
    assert ask(seats, late, known_at="2025-05-01")["T"]["set"] == "open"


def test_a_branch_is_its_head_and_its_own_seat_is_tested_as_well(ask: Any) -> None:
    branch = {"kind": "branch", "branch_of": "H", "seats": [{"kind": "registered", "jurisdiction": "FR"}]}
    answers = ask({"H": "CN", "B": branch, "T": "GB"}, "B 60 T")
    assert [answers[id_]["set"] for id_ in "HBT"] == ["certain"] * 3, "what a branch holds is the head's"
    there = ask({"H": "US", "B": branch | {"seats": [{"kind": "registered", "jurisdiction": "CN"}]}})
    assert (there["H"]["set"], there["B"]["set"]) == ("open", "certain")


def test_a_party_that_a_cleared_party_consolidates_is_cleared(ask: Any) -> None:
    seats = {"G": {"designation": "cleared"}, "T": "GB", "X": "VG"}
    answers = ask(seats, "G consolidation T", "G consolidation X")
    assert (answers["T"]["set"], answers["X"]["set"]) == ("cleared", "open"), "an offshore seat supports nobody"


def test_hard_control_by_somebody_unknown_keeps_a_company_from_being_cleared(ask: Any) -> None:
    seats = {"G": {"designation": "cleared"}, "X": "VG", "T": "GB"}
    assert ask(seats, "G 60 T")["T"]["set"] == "cleared"
    assert ask(seats, "G 60 T", "X board_majority T")["T"]["set"] == "open"


def test_the_threshold_is_exact_to_the_trillionth(ask: Any) -> None:
    seats = {"R": "CN", "T": "GB"}
    assert ask(seats, "R 50.0000000001 T", rest="cleared")["T"]["set"] == "certain"
    assert ask(seats, "R 50 T", rest="cleared")["T"]["set"] == "cleared"
    assert ask(seats, "R 5e1 T", rest="cleared")["T"]["set"] == "cleared"


def test_several_sources_on_one_holding_widen_it(ask: Any) -> None:
    seats = {"R": "CN", "T": "GB"}
    hull = ask(seats, "R 60 T", "R 40 T", rest="cleared")
    assert hull["T"]["set"] == "possible"
    fresher = [
        {"holder": "R", "subject": "T", "metric": "shares", "percent": 60, "valid_from": "2020-01-01"},
        {"holder": "R", "subject": "T", "metric": "shares", "percent": 40, "valid_from": "2024-01-01"},
    ]
    assert ask(seats, *fresher, rest="cleared")["T"]["set"] == "cleared", "the freshest claim counts"


def test_a_long_chain_needs_no_depth_limit(ask: Any) -> None:
    names = ["R", *(f"C{number}" for number in range(1_500))]
    links = [f"{above} 51 {below}" for above, below in pairwise(names)]
    parties = {"R": "CN"} | dict.fromkeys(names[1:], "GB")
    last = ask(parties, *links, entity=names[-1])[names[-1]]
    assert (last["set"], len(last["main_path"]), last["deciding_complete"]) == ("certain", 1_500, True)
    everybody = ask(parties, *links)
    assert {answer["set"] for answer in everybody.values()} == {"certain"}
    assert not everybody[names[-1]]["deciding_complete"], "an answer for each of many parties cuts its proofs"


def test_own_shares_leave_the_denominator(ask: Any) -> None:
    treasury = ask({"R": "CN", "T": "GB"}, "R 2.35 T", "T 97.65 T")["T"]
    assert treasury["set"] == "certain" and treasury["margin"] == "50"
    through = ask(
        {"R": "CN", "G": {"designation": "cleared"}, "T": "GB", "S": "GB"}, "R 40 T", "G 30 T", "S 30 T", "T 60 S"
    )
    assert through["T"]["set"] == "certain", "40 of the 70 that outsiders hold"
    not_controlled = ask({"R": "CN", "T": "GB", "S": "GB"}, "R 40 T", "S 30 T", "T 50 S", rest="cleared")
    assert not_controlled["T"]["set"] != "certain", "half of S is not more than half"


def test_a_ring_that_nobody_else_owns_has_no_outside_owner(ask: Any) -> None:
    ring = ask({"A": "GB", "B": "GB"}, "A 100 B", "B 100 A")
    assert {flag["code"] for flag in ring["A"]["flags"]} == {"no_outside_owner"}
    assert ring["A"]["verdict"] == "review"


def test_two_companies_that_prop_each_other_up_are_cleared_by_their_other_owners(ask: Any) -> None:
    ring = ask({"A": "GB", "B": "GB"}, "A 60 B", "B 60 A", rest="cleared")
    assert {party["set"] for party in ring.values()} == {"cleared"}


def test_a_group_is_one_block_under_several_names(ask: Any) -> None:
    seats = {"R": "CN", "G": {"designation": "cleared"}, "T": "GB"}
    block = {"subject": "T", "metric": "shares", "percent": 30, "group": "joint"}
    answers = ask(seats, {"holder": "R", **block}, {"holder": "G", **block}, rest="cleared")
    assert answers["T"]["set"] == "cleared", "30 %, not 60 %"
    larger = block | {"percent": 60}
    answers = ask(seats, {"holder": "R", **larger}, {"holder": "G", **larger}, rest="cleared")
    assert answers["T"]["set"] == "certain", "the block is restricted if one of its members is"
    clean = ask({"A": {"designation": "cleared"}, **seats}, {"holder": "A", **larger}, {"holder": "G", **larger})
    assert clean["T"]["set"] == "cleared"


def test_a_concert_sums_separate_blocks_as_one_holder(ask: Any) -> None:
    seats = {"R": "CN", "G": {"designation": "cleared"}, "T": "GB"}
    block = {"subject": "T", "metric": "shares", "percent": 30, "concert": "pact"}
    answers = ask(seats, {"holder": "R", **block}, {"holder": "G", **block}, rest="cleared")
    assert answers["T"]["set"] == "certain" and "R with G" in answers["T"]["sentence"].replace("G with R", "R with G")
