"""A policy in words, and what differs between two of them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from service.policy.describe import as_json, differences, in_words
from service.policy.file import SHIPPED, Policies, parse

TEXT = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text(encoding="utf-8")
DAY = date(2026, 1, 1)


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "unsupported-regions",
            [
                "companies and states that sit in a restricted place",
                "they, together, directly",
                "more than 50 % of the shares, the votes or the profits",
                "control by contract or the casting vote",
                "a person must look",
            ],
        ),
        ("ofac-50", ["parties on us-ofac-sdn", "at least 50 % of the shares."]),
        ("uk-ofsi", ["they, each by itself,", "more than 50 % of the shares or the votes"]),
    ],
)
def test_the_rule_is_told_in_words(name: str, parts: list[str]) -> None:
    told = in_words(Policies().pick(name, DAY))
    for part in parts:
        assert part in told


def test_as_json_it_is_whole_and_exact() -> None:
    known = Policies()
    told = as_json(known.pick("unsupported-regions", DAY), DAY)
    assert json.loads(json.dumps(told)) == told
    assert (told["threshold"], told["in_force"], told["draft"]) == ("50", True, False)
    assert len(told["restricted_places"]) == 28
    assert told["effects"]["just_below"] == "report"
    draft = as_json(known.pick("bis-affiliates-50", DAY), DAY)
    assert (draft["draft"], draft["in_force"]) == (True, False)
    assert draft["missing_lists"] == draft["lists"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([('threshold = "50"', 'threshold = "25"')], {"what": "threshold", "from": "50", "to": "25"}),
        ([('"GB", ', "")], {"what": "restricted places", "removed": []}),
        ([('"ZW"', '"ZW", "CU"')], {"what": "restricted places", "added": [], "removed": ["CU"]}),
        ([('except = ["UA-43", ', "except = [")], {"what": "restricted places", "added": [], "removed": ["UA-43"]}),
        ([("soft_control = true", "soft_control = false")], {"what": "soft_control", "from": True, "to": False}),
        ([("lists = []", 'lists = ["mine"]')], {"what": "lists", "added": ["mine"], "removed": []}),
        ([('clear = "allow"', 'clear = "hold"')], {"what": "decisions.clear", "from": "allow", "to": "hold"}),
        (
            [("[decisions]", '[flags]\nstale = "review"\n[decisions]')],
            {"what": "flags.stale", "from": "report", "to": "review"},
        ),
        (
            [('consolidation = "hold"', 'consolidation = "deny"')],
            {"what": "decisions.control.consolidation", "from": "hold", "to": "deny"},
        ),
    ],
)
def test_a_difference_is_named(changes: list[tuple[str, str]], expected: dict[str, object]) -> None:
    (found,) = differences(parse(TEXT, "shipped"), parse(changed(*changes), "mine"))
    assert found == found | expected


def test_a_country_takes_its_dependencies_with_it() -> None:
    (found,) = differences(parse(TEXT, "shipped"), parse(changed(('"GB", ', "")), "mine"))
    assert {"GB", "KY", "VG", "JE"} <= set(found["added"])


@pytest.mark.parametrize(
    "changes",
    [
        [("# The rule that", "# Our words for what")],
        [('title = "Majority', 'title = "Mostly')],
        [("[decisions]", '[flags]\njust_below = "report"\n[decisions]')],
        [('casting_vote = "hold"\n', "")],
        [('metrics = ["shares", "votes"', 'metrics = ["votes", "shares"')],
    ],
)
def test_what_decides_the_same_is_the_same(changes: list[tuple[str, str]]) -> None:
    assert differences(parse(TEXT, "shipped"), parse(changed(*changes), "mine")) == []


def test_places_are_compared_by_effect_not_by_form() -> None:
    shipped = parse(TEXT, "shipped")
    places = as_json(shipped, DAY)["restricted_places"]
    text = (
        TEXT[: TEXT.index("supported = [")] + f"restricted = {json.dumps(places)}\n" + TEXT[TEXT.index("[decisions]") :]
    )
    assert differences(shipped, parse(text, "mine")) == []
