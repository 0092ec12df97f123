"""Rules that random cases seldom reach: every amount of a stake, rings by votes, registration, several rights."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cypher.quantity import PERCENT, Share
from service.determination.consolidate import consolidate
from service.determination.model import Claim, Holding, Life, Origin, Party, Seat, Stake, World
from service.determination.own_shares import without_own_shares
from service.determination.sentence import listing
from service.determination.standing import standing
from service.policy.file import read

TODAY = date(2026, 1, 1)
POLICIES = Path(__file__).parents[2] / "data" / "policies"


def exactly(percent: int) -> Share:
    return Share(percent * PERCENT, percent * PERCENT)


def between(low: int, high: int) -> Share:
    return Share(low * PERCENT, high * PERCENT)


def test_a_concert_adds_up_every_amount_and_leaves_the_others_alone() -> None:
    together = {"subject": "T", "concert": "c"}
    claims = (
        Claim("a1", "A", shares=between(10, 12), **together),
        Claim("a2", "A", shares=exactly(21), directness="indirect", **together),
        Claim("a3", "A", shares=exactly(3), capacity="nominee", **together),
        Claim("b1", "B", shares=exactly(20), directness="unknown", **together),
        Claim("b2", "B", shares=between(22, 23), directness="total", **together),
        Claim("b3", "B", shares=exactly(4), capacity="depositary", **together),
        Claim("b4", "B", rights=("board_majority",), **together),
        Claim("d1", "D", shares=exactly(5), directness="unknown", capacity="own", **together),
        Claim("d2", "D", rights=("veto",), **together),
        Claim("d3", "D", rights=("casting_vote",), capacity="nominee", **together),
        Claim("e", "E", "T", shares=exactly(7)),
    )
    parties = {id_: Party(id_) for id_ in "ABDET"}
    others, joint = consolidate(World(parties, claims), TODAY).into["T"]
    assert (others.holder, others.stakes) == ("E", {"shares": Stake(low=7 * PERCENT, high=7 * PERCENT)})
    assert joint == Holding(
        "concert:T:c",
        "T",
        {
            "shares": Stake(
                low=10 * PERCENT,
                unknown_low=20 * PERCENT,
                high=(12 + 3 + 20 + 5) * PERCENT,
                open=4 * PERCENT,
                blind=3 * PERCENT,
                declared_low=22 * PERCENT,
                declared_high=23 * PERCENT,
            )
        },
        frozenset({"board_majority"}),
        frozenset({"veto", "casting_vote"}),
        frozenset({"casting_vote"}),
        tuple(sorted(claim.key for claim in claims if claim.key != "e")),
    )


def test_without_own_shares_every_amount_is_of_a_smaller_whole() -> None:
    amounts = Stake(low=1, unknown_low=2, high=3 * PERCENT + 1, open=4, blind=5, declared_low=6, declared_high=7)
    own = Holding("T", "T", {"shares": Stake(low=25 * PERCENT, high=25 * PERCENT)})
    result, ownerless = without_own_shares({"T": (own, Holding("X", "T", {"shares": amounts, "votes": amounts}))})
    inside, outside = result["T"]
    assert inside.stakes == {"shares": Stake()}
    assert outside.stakes["shares"] == Stake(
        low=1, unknown_low=2, high=4 * PERCENT + 2, open=6, blind=7, declared_low=8, declared_high=10
    ), "lows rounded down, highs up"
    assert outside.stakes["votes"] == amounts, "on votes it holds nothing in itself"
    assert not ownerless


def test_own_shares_are_found_through_votes_and_through_several_companies(ask: Any) -> None:
    seats = {"R": "CN", "T": "GB", "S": "GB", "U": "GB", "V": "GB"}
    by_votes = ask(seats, "R 36 T", "T 60 S votes", "S 30 T")
    assert by_votes["T"]["set"] == "certain", "36 of 70"
    far = ask(seats, "R 36 T", "T 60 V", "T 51 S", "S 51 U", "V 1 T", "U 29 T")
    assert far["T"]["set"] == "certain", "36 of 70"
    assert ask(seats, "R 36 T", "T 60 S profits", "S 30 T")["T"]["set"] == "possible", "profits control nobody"


def test_registration_decides_as_the_policy_says() -> None:
    ignored, possible = read(POLICIES / "test-quarter.toml"), read(POLICIES / "test-per-holder.toml")
    registered = {place: Party("P", seats=(Seat("incorporation", place),)) for place in ("CN", "US")}
    assert standing(registered["CN"], ignored, TODAY) == "unknown"
    assert standing(registered["US"], ignored, TODAY) == "supported"
    assert standing(registered["CN"], possible, TODAY) == "possible"
    crowd = Party("P", seats=(Seat("incorporation", "CN", origin=Origin(grade="C")),))
    assert standing(crowd, ignored, TODAY) == "unknown"
    assert standing(crowd, possible, TODAY) == "possible"
    both = Party("P", seats=(Seat("headquarters", "CN"), Seat("headquarters", "CN", origin=Origin(grade="C"))))
    assert standing(both, ignored, TODAY) == "restricted", "crowd data takes nothing away from a register"


def test_only_companies_and_states_are_seeds_where_the_policy_says_so() -> None:
    companies_only = read(POLICIES / "test-quarter.toml")
    assert standing(Party("P", seats=(Seat("headquarters", "CN"),)), companies_only, TODAY) == "restricted"
    assert standing(Party("P", "state", seats=(Seat("headquarters", "CN"),)), companies_only, TODAY) == "unknown"


def test_hard_control_of_several_kinds_is_decided_by_the_strictest_of_the_last_step(ask: Any) -> None:
    seats = {"R": "CN", "A": "GB", "B": "GB", "C": "GB"}
    answer = ask(seats, "R board_majority A", "A consolidation B", "B consolidation C", "B board_majority C", "B 10 C")
    decisions = {id_: answer[id_]["decision"] for id_ in "ABC"}
    assert decisions == {"A": "deny", "B": "hold", "C": "deny"}
    assert [answer[id_]["basis"] for id_ in "ABC"] == [["control"]] * 3


def test_a_branch_stands_on_what_its_head_stands_on(ask: Any) -> None:
    branch = {"kind": "branch", "branch_of": "P", "seats": [{"kind": "headquarters", "jurisdiction": "US"}]}
    for kind, place, found in (("incorporation", "HK", "possible"), ("headquarters", "CN", "certain")):
        head = {"seats": [{"kind": kind, "jurisdiction": place}]}
        answer = ask({"P": head, "B": branch})["B"]
        assert (answer["set"], answer["basis"]) == (found, ["seat"])
    held = ask({"P": "GB", "R": "CN", "B": branch}, "R 60 P")["B"]
    assert (held["set"], held["basis"]) == ("certain", ["ownership"])


def test_of_two_statements_the_one_recorded_later_counts() -> None:
    early, late = (Life(recorded_from=datetime(year, 1, 1, tzinfo=UTC)) for year in (2020, 2024))
    claims = (
        Claim("old", "A", "T", shares=exactly(60), life=early),
        Claim("new", "A", "T", shares=exactly(40), life=late),
    )
    [holding] = consolidate(World({}, claims), TODAY).into["T"]
    assert holding.stakes["shares"].low == 40 * PERCENT


@pytest.mark.parametrize("names", ["AB", "BA", "ZA", "AZ"])
def test_own_shares_are_followed_past_what_is_known_already(ask: Any, names: str) -> None:
    first, second = names
    seats = {"R": "CN", "E": "US", first: "US", second: "US"}
    held = [f"E 60 {first}", f"{first} 10 E", f"{first} 60 {second}", f"{second} 10 E"]
    assert ask(seats, *held, "R 45 E", rest="cleared")["E"]["margin"] == "6.25", "45 of the 80 % that others have"


def test_sentences_name_a_few_and_count_the_rest() -> None:
    assert listing([]) == "nobody"
    assert listing(["A"]) == "A"
    assert listing(["A", "B", "C"]) == "A, B and C"
    assert listing([f"P{n}" for n in range(9)], 3) == "P0, P1, P2 and 6 more"


def test_the_sentence_says_has_of_one_and_have_of_two(ask: Any) -> None:
    good = {"designation": "cleared"}
    assert " has in it" in ask({"G": good, "T": "GB"}, "G 60 T")["T"]["sentence"]
    assert " have in it" in ask({"G": good, "H": good, "T": "GB"}, "G 30 T", "H 30 T")["T"]["sentence"]


def test_why_a_party_is_open_names_control_only_where_there_is_some(ask: Any) -> None:
    assert "in control" not in ask({"X": "VG", "T": "GB"}, "X 60 T")["T"]["sentence"]
    assert "in control" in ask({"X": "VG", "T": "GB"}, "X board_majority T")["T"]["sentence"]
