"""What is not known never clears: control that nobody known has, and shares that may yet come."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cypher.quantity import exact
from service.determination.document import document
from service.determination.model import Claim, Origin, Party, World
from service.determination.situation import Solved
from service.policy.file import Policies

CLEAN = {"G": {"designation": "cleared"}, "T": "GB"}
BOARD = {"subject": "T", "right": "board_majority"}


@pytest.mark.parametrize(
    ("holder", "capacity"),
    [("unknown", "own"), ("GB", "nominee"), ("GB", "trustee"), ("GB", "depositary")],
)
def test_control_for_nobody_known_keeps_a_company_from_being_cleared(ask: Any, holder: str, capacity: str) -> None:
    assert ask(CLEAN, "G 100 T")["T"]["set"] == "cleared"
    answer = ask({**CLEAN, "U": holder}, "G 100 T", BOARD | {"holder": "U", "capacity": capacity})["T"]
    assert (answer["set"], answer["decision"]) == ("open", "hold")
    assert (
        ask({**CLEAN, "U": holder}, "G 100 T", BOARD | {"holder": "U", "capacity": capacity}, policy="ofac-50")["T"][
            "set"
        ]
        == "cleared"
    ), "a policy that does not count control does not ask who has it"


def test_soft_rights_that_nobody_known_has_do_not_matter(ask: Any) -> None:
    assert ask({**CLEAN, "U": "unknown"}, "G 100 T", "U veto T")["T"]["set"] == "cleared"


@pytest.mark.parametrize(
    ("percent", "by", "raised"),
    [("60", "R", True), ("50", "R", False), ("40", "R", False), (None, "R", True), ("60", "G", False)],
)
def test_what_restricted_parties_may_yet_have_is_for_a_person_to_see(
    ask: Any, percent: str | None, by: str, raised: bool
) -> None:
    warrant = {"holder": by, "subject": "T", "right": "warrants"} | ({"percent": percent} if percent else {})
    answer = ask({**CLEAN, "R": "CN"}, "G 100 T", warrant)["T"]
    assert answer["set"] == "cleared"
    assert ("contingent_majority" in [flag["code"] for flag in answer["flags"]]) == raised
    assert answer["decision"] == ("hold" if raised else "allow")


def test_warrants_come_on_top_of_what_is_held(ask: Any) -> None:
    warrant = {"holder": "R", "subject": "T", "right": "option", "percent": "31"}
    [flag] = ask({**CLEAN, "R": "CN"}, "G 80 T", "R 20 T", warrant)["T"]["flags"]
    assert flag["code"] == "contingent_majority"
    assert len(flag["edges"]) == 1


def test_each_holder_alone_a_party_possible_by_itself_is_certain_by_another(ask: Any) -> None:
    """Its own doubt does not hide what another does to it."""
    seats = {"A": {"designation": "possible"}, "B": {"designation": "restricted"}}
    answer = ask(seats, "B 60 A", "A 100 X", policy="uk-ofsi")
    assert {id_: found["set"] for id_, found in answer.items()} == {"A": "certain", "B": "certain", "X": "certain"}


def said(source: str, percent: str, holder: str = "R", **more: str) -> dict[str, str]:
    return {"holder": holder, "subject": "T", "metric": "shares", "percent": percent, "source": source, **more}


def test_sources_that_exclude_each_other_are_named_where_it_matters(ask: Any) -> None:
    seats = {**CLEAN, "R": "CN"}
    answer = ask(seats, said("register", "40"), said("filing", "60"))["T"]
    assert answer["set"] == "possible", "their hull is what is known"
    [flag] = [flag for flag in answer["flags"] if flag["code"] == "sources_conflict"]
    assert "register" in flag["sentence"] and "filing" in flag["sentence"] and len(flag["edges"]) == 2

    def conflict(*interests: dict[str, str]) -> bool:
        found = ask(seats, *interests)["T"]["flags"]
        return "sources_conflict" in {flag["code"] for flag in found}

    assert not conflict(said("register", "60"), said("filing", "70")), "restricted whichever is right"
    assert not conflict(said("register", "40"), said("register", "60")), "one source that says two things is no quarrel"
    assert not conflict(said("register", "40"), said("filing", "60", directness="total")), "a sum"
    fresher = said("filing", "45", valid_from="2025-06-01")
    assert not conflict(said("register", "40"), said("filing", "60", valid_from="2024-01-01"), fresher), (
        "it said 45 since"
    )


def test_somebody_who_may_be_the_same_party_is_looked_at(ask: Any) -> None:
    twin = {"designation": "cleared", "possibly_same_as": ["S"]}
    answer = ask({"T": twin, "S": "CN"})["T"]
    assert ([flag["code"] for flag in answer["flags"]], answer["decision"]) == (
        ["candidate_identity", "no_disclosure"],
        "hold",
    )
    assert ask({"T": twin, "S": "GB"})["T"]["decision"] == "allow"
    assert ask({"T": twin, "S": "GB", "R": "CN"}, "R 60 S")["T"]["decision"] == "hold"
    assert ask({"T": twin})["T"]["decision"] == "allow", "nothing is known of the other"
    other = {"seats": [{"kind": "headquarters", "jurisdiction": "CN"}], "possibly_same_as": ["T"]}
    assert ask({"T": {"designation": "cleared"}, "S": other})["T"]["decision"] == "hold", "whichever of the two says so"


def test_what_is_older_than_its_source_promises_says_so() -> None:
    party = Party("T", designation="cleared")
    held = Claim("c", "R", "T", shares=exact(Fraction(10)), origin=Origin(source="register"))
    until = {"register": date(2026, 1, 31), "other": date(2020, 1, 1)}
    world = World({"T": party, "R": Party("R", designation="restricted")}, (held,), fresh_until=until)

    def raised(as_of: date) -> list[str]:
        solved = Solved.of(world, Policies().pick("ofac-50", as_of), as_of)
        return [flag["code"] for flag in document(solved, "T")["flags"]]

    assert "stale" not in raised(date(2026, 1, 31)), "the promise holds to the end of its last day"
    assert "stale" in raised(date(2026, 2, 1))
