"""What would flip the set: told in points and facts, and true when it is tried as a case."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from random_cases import cases

from service.determination.case import decode
from service.evaluation import evaluate
from service.policy.file import Policies

TODAY = date(2026, 1, 1)
POLICIES = Policies()
EXTRA = ("grade", "rank", "published")
GOOD = {"designation": "cleared"}


def evaluated(case: dict[str, Any]) -> dict[str, Any]:
    answer = evaluate(decode(json.dumps(case).encode()), POLICIES, TODAY)
    assert isinstance(answer, dict) and "error" not in answer, answer
    results: dict[str, Any] = answer["results"]
    return results


def flipped(case: dict[str, Any], flip: dict[str, Any]) -> dict[str, Any]:
    """The case with the flip made in it, from what the flip says alone."""
    case = deepcopy(case)
    if flip["edge"] is not None:
        for number, interest in enumerate(case["interests"]):
            if interest.get("id", f"#{number}") not in flip["edge"]["claims"]:
                continue
            if flip["kind"] == "gone":
                interest |= {"percent": "0"} if "metric" in interest else {"gone": True}
            elif interest.get("metric") == flip["by"]:
                interest |= {"min": flip["low"], "max": flip["high"]}
                interest.pop("percent", None)
            else:
                continue
            for end in ("min_exclusive", "max_exclusive") + (("min", "max") if flip["kind"] == "gone" else ()):
                interest.pop(end, None)
        case["interests"] = [interest for interest in case["interests"] if "gone" not in interest]
    elif flip["kind"] == "party":
        party = next((one for one in case["parties"] if one["id"] == flip["party"]), None)
        if party is None:
            party = {"id": flip["party"], **({"rest": case["rest"]} if "rest" in case else {})}
            case["parties"].append(party)
        party["designation"] = flip["fact"]
        if party.get("kind") == "unknown":
            party["kind"] = "company"
    else:
        case["parties"].append({"id": "who", "designation": flip["fact"]})
        case["interests"].append(
            {"id": "e", "holder": "who", "subject": flip["party"], "metric": flip["by"], "percent": flip["low"]}
        )
    return case


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(case=cases(largest=5))
def test_every_flip_flips(case: dict[str, Any]) -> None:
    case["interests"] = [{k: v for k, v in one.items() if k not in EXTRA} for one in case["interests"]]
    for entity, found in evaluated(case).items():
        assert len(found["flips"]) <= 2
        for flip in found["flips"]:
            after = evaluated(flipped(case, flip))[entity]
            assert after["set"] == flip["to"] != found["set"], flip


def told(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {flip["which"]: flip for flip in answer["flips"]}


def test_how_much_less_would_do(ask: Any) -> None:
    found = told(ask({"R": "CN", "M": "GB", "T": "DE"}, "R 60 M", "M 53.2 T")["T"])
    least = found["smallest_change"]
    assert (least["kind"], least["points"], least["to"]) == ("less", "3.2", "possible")
    assert least["sentence"] == (
        "If M had 3.2 points less of the shares of T, T would be possibly restricted, not restricted for certain."
    )
    assert found["largest_effect"]["kind"] == "gone"


def test_the_missing_fact_with_the_largest_effect(ask: Any) -> None:
    undisclosed = told(ask({"R": "CN", "T": "DE", "U": "unknown"}, "R 30 T", "U 60 T")["T"])["largest_effect"]
    assert (undisclosed["kind"], undisclosed["party"], undisclosed["fact"]) == ("party", "U", "cleared")
    shell = told(ask({"R": "CN", "X": "VG", "T": "DE"}, "R 20 T", "X 80 T")["T"])["largest_effect"]
    assert (shell["party"], shell["fact"], shell["to"]) == ("X", "restricted", "certain")
    rest = told(ask({"R": "CN", "G": GOOD, "T": "DE"}, "R 10 T", "G 30 T")["T"])["largest_effect"]
    assert (rest["kind"], rest["low"], rest["fact"], rest["to"]) == ("rest", "60", "cleared", "cleared")


def test_a_figure_nobody_states_is_tried_at_both_ends(ask: Any) -> None:
    found = told(ask({"R": "CN", "T": "DE"}, "R ? T", rest="cleared")["T"])
    assert found["largest_effect"]["kind"] in ("gone", "known") and found["largest_effect"]["to"] == "cleared"
    assert (found["smallest_change"]["kind"], found["smallest_change"]["high"]) == ("at_most", "50")


def test_nothing_single_flips_what_is_restricted_by_itself_or_twice(ask: Any) -> None:
    answers = ask({"R": "CN", "T": "DE"}, "R contractual T", "S 60 T", "R 100 S")
    assert answers["R"]["flips"] == []
    assert told(answers["T"]) == {} or all(flip["to"] != "certain" for flip in answers["T"]["flips"])


def test_where_each_holder_is_tested_alone(ask: Any) -> None:
    listed = {"R1": {"designation": "restricted"}, "R2": {"designation": "restricted"}}
    found = told(ask(listed, "R1 30 T", "R2 45 T", rest="cleared", policy="uk-ofsi")["T"])["smallest_change"]
    assert (found["edge"]["holder"], found["kind"], found["points"]) == ("R2", "more", "5.0000000001")
