"""What is not known never clears: control that nobody known has, and shares that may yet come."""

from __future__ import annotations

from typing import Any

import pytest

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
