"""The ten structures that separate the engines in the wild, read in four ways."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.determination.case import decode
from service.evaluation import evaluate
from service.policy.file import Policies

CASES = Path(__file__).parents[2] / "data" / "ten_structures.json"
# The cascade above one half, and from one half on; the largest single holder's; the shares multiplied, at least and at
# most.
READINGS = {
    "A": ("yes", "yes", "yes", "26.01", "26.01"),
    "B": ("no", "yes", "no", "25", "25"),
    "C": ("yes", "yes", "no", "60", "60"),
    "D": ("no", "no", "no", "64.3", "64.3"),
    "E": ("yes", "yes", "yes", "100", "100"),
    "F": ("possible", "possible", "possible", "0", "100"),
    "G": ("no", "no", "no", "12", "12"),
    "H": ("yes", "yes", "yes", "100", "100"),
    "I": ("yes", "yes", "yes", "36", "36"),
    "J": ("no", "no", "no", "57.1428571428", "57.1428571429"),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, list[dict[str, Any]]]:
    """Of the party T of each structure: above one half, and from one half on."""
    policies = ["unsupported-regions", "ofac-50"]
    found = evaluate(decode(CASES.read_bytes()), Policies(), date(2026, 1, 1), policy=policies, entity="T")
    assert isinstance(found, list)
    return {answer["id"]: answer["results"]["T"]["results"] for answer in found}


def test_there_are_ten(answers: dict[str, Any]) -> None:
    assert answers.keys() == READINGS.keys()


@pytest.mark.parametrize("name", READINGS)
def test_four_readings_of_a_structure(answers: dict[str, list[dict[str, Any]]], name: str) -> None:
    more, from_half = answers[name]
    readings = more["readings"]
    assert (
        readings["cascade"]["passes"],
        from_half["readings"]["cascade"]["passes"],
        readings["single_controller"]["passes"],
        readings["integrated"]["low"],
        readings["integrated"]["high"],
    ) == READINGS[name]
    codes = {flag["code"] for flag in more["flags"]}
    assert ("readings_disagree" in codes) == (name in "DJ")
    if name in "DJ":
        assert more["verdict"] == "review", "multiplied it passes, though no tier does: a person must look"
