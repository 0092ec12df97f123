"""Decisions and flags are the policy's to set, within what is safe; a missing list holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.determination.case import read
from service.determination.document import document
from service.determination.situation import Solved
from service.evaluation import evaluate
from service.policy.file import SHIPPED, Policies, parse

TEXT = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text(encoding="utf-8")
DAY = date(2026, 1, 1)
CHINA = {"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]}
BRITAIN = {"id": "B", "seats": [{"kind": "headquarters", "jurisdiction": "GB"}]}
RIGHTS = ("board_majority", "consolidation", "general_partner", "contractual", "casting_vote")

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """The determination of B, of which X holds ``interests``, under the shipped policy with some texts replaced."""

    def asking(interests: list[dict[str, Any]], *changes: tuple[str, str], rest: str = "cleared") -> dict[str, Any]:
        text = TEXT
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        held = [{"holder": "X", "subject": "B"} | one for one in interests]
        case = {"parties": [CHINA, BRITAIN], "interests": held, "rest": rest}
        answer = evaluate(case, Policies(), DAY, policy=str(path), entity="B")
        assert isinstance(answer, dict)
        found: dict[str, Any] = answer["results"]["B"]
        return found

    return asking


@pytest.mark.parametrize("right", RIGHTS)
def test_hard_control_alone_is_decided_by_its_own_map(ask: Ask, right: str) -> None:
    usual = "deny" if right == "board_majority" else "hold"
    assert ask([{"right": right}])["decision"] == usual
    other = "hold" if usual == "deny" else "deny"
    assert ask([{"right": right}], (f'{right} = "{usual}"', f'{right} = "{other}"'))["decision"] == other


def test_the_strictest_right_decides_and_ownership_is_not_milder(ask: Ask) -> None:
    found = ask([{"right": "consolidation"}, {"right": "board_majority"}])
    assert (found["verdict"], found["basis"], found["decision"]) == ("restricted", ["control"], "deny")
    found = ask([{"right": "consolidation"}, {"metric": "shares", "percent": "60"}])
    assert (found["basis"], found["decision"]) == (["ownership", "control"], "deny")


def test_the_usual_map_is_never_stricter_than_the_policy(ask: Ask) -> None:
    text = TEXT[TEXT.index("[decisions.control]") : TEXT.index("[[cites]]")]
    found = ask([{"right": "board_majority"}], (text, ""), ('restricted = "deny"', 'restricted = "hold"'))
    assert (found["verdict"], found["decision"]) == ("restricted", "hold")


def test_a_right_that_is_not_counted_restricts_nobody(ask: Ask) -> None:
    found = ask([{"right": "consolidation"}], ('"consolidation", "general_partner"', '"general_partner"'))
    assert found["verdict"] != "restricted"


@pytest.mark.parametrize(("verdict", "percent"), [("clear", "10"), ("restricted", "60"), ("unknown", None)])
def test_the_map_of_verdicts(ask: Ask, verdict: str, percent: str | None) -> None:
    shown = [{"metric": "shares", "percent": percent}] if percent else []
    usual = {"clear": "allow", "restricted": "deny", "unknown": "hold"}[verdict]
    other = {"clear": "hold", "restricted": "hold", "unknown": "deny"}[verdict]
    rest = "cleared" if percent else "undisclosed"
    assert ask(shown, rest=rest)["decision"] == usual
    changes = [(f'{verdict} = "{usual}"', f'{verdict} = "{other}"')]
    if verdict == "restricted":
        changes.append(('board_majority = "deny"', 'board_majority = "hold"'))
    found = ask(shown, *changes, rest=rest)
    assert (found["verdict"], found["decision"]) == (verdict, other)


def test_a_flags_effect_is_the_policys(ask: Ask) -> None:
    half = [{"metric": "shares", "percent": "50"}]
    found = ask(half)
    assert [(flag["code"], flag["effect"]) for flag in found["flags"]][:1] == [("exactly_half", "review")]
    assert (found["verdict"], found["decision"]) == ("review", "hold")
    reported = '[flags]\nexactly_half = "report"\ndominant_minority = "report"\n[decisions]'
    found = ask(half, ("[decisions]", reported))
    assert {flag["code"]: flag["effect"] for flag in found["flags"]}["exactly_half"] == "report"
    assert (found["verdict"], found["decision"]) == ("clear", "allow")
    found = ask([{"metric": "shares", "percent": "46"}], ("[decisions]", '[flags]\njust_below = "review"\n[decisions]'))
    assert "just_below" in [flag["code"] for flag in found["flags"] if flag["effect"] == "review"]
    assert (found["verdict"], found["decision"]) == ("review", "hold")


def test_the_days_of_a_policy_raise_flags(ask: Ask) -> None:
    codes = [flag["code"] for flag in ask([], ("valid_from = 2025-09-05", "valid_from = 2026-06-01"))["flags"]]
    assert "policy_not_in_force" in codes
    unsure = 'status_unverified = "Nobody knows."\nvalid_from = 2025-09-05'
    found = {flag["code"]: flag for flag in ask([], ("valid_from = 2025-09-05", unsure))["flags"]}
    assert found["policy_status_unverified"]["sentence"] == "Nobody knows."


@pytest.mark.parametrize("percent", ["10", "60"])
def test_a_policy_whose_list_is_not_loaded_answers_unknown_and_holds(percent: str) -> None:
    text = TEXT.replace("lists = []", 'lists = ["mine"]').replace('unknown = "hold"', 'unknown = "allow"')
    policy = parse(text, "mine.toml")
    interests = [{"holder": "X", "subject": "B", "metric": "shares", "percent": percent}]
    case = read({"parties": [CHINA, BRITAIN], "interests": interests, "rest": "cleared"})
    found = document(Solved.of(case.world, policy, DAY), "B", policy.missing_lists(case.world.lists))
    assert (found["verdict"], found["decision"]) == ("unknown", "hold")
    assert ("list_missing", "review") in [(flag["code"], flag["effect"]) for flag in found["flags"]]
    assert found["sentence"].startswith(
        "The policy names lists that are not loaded, or too old: mine. By what is loaded: "
    )


def test_in_a_case_the_designations_are_the_lists() -> None:
    parties = [{"id": "L", "kind": "person", "designation": "restricted"}, {"id": "T"}]
    case = {"parties": parties, "interests": [{"holder": "L", "subject": "T", "metric": "shares", "percent": "50"}]}
    for policy, verdict in (("ofac-50", "restricted"), ("uk-ofsi", "review"), ("eu-50", "restricted")):
        answer = evaluate(case, Policies(), DAY, policy=policy)
        assert isinstance(answer, dict)
        found = answer["results"]["T"]
        assert found["verdict"] == verdict, policy
        assert "list_missing" not in [flag["code"] for flag in found["flags"]]
