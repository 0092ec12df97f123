"""The ten structures that separate the engines in the wild, read in four ways."""

from __future__ import annotations

from typing import Any

import pytest

R = {"R": "CN"}
TWO = {"R1": "CN", "R2": "CN"}
CHAIN = ["R 100 A", "A 100 B", "B 100 C", "C 100 D", "D 100 T"]
RING = ["R 40 T", "R 40 B", "B 30 T", "T 30 B"]
STRUCTURES: dict[str, tuple[dict[str, str], list[str], tuple[str, str, str], tuple[str, str]]] = {
    "A": (R, ["R 51 M", "M 51 T"], ("yes", "yes", "yes"), ("26.01", "26.01")),
    "B": (R, ["R 50 M", "M 50 T"], ("no", "yes", "no"), ("25", "25")),
    "C": (TWO, ["R1 30 T", "R2 30 T"], ("yes", "yes", "no"), ("60", "60")),
    "D": (R, ["R 30 T", "R 49 A", "R 49 B", "A 35 T", "B 35 T"], ("no", "no", "no"), ("64.3", "64.3")),
    "E": (R, ["R 2.35 T", "T 97.65 T"], ("yes", "yes", "yes"), ("100", "100")),
    "F": (R, ["R ? T"], ("possible", "possible", "possible"), ("0", "100")),
    "G": (R, ["R 12 T"], ("no", "no", "no"), ("12", "12")),
    "H": (R, CHAIN, ("yes", "yes", "yes"), ("100", "100")),
    "I": (R, ["R 60 A", "R 60 B", "A 30 T", "B 30 T"], ("yes", "yes", "yes"), ("36", "36")),
    "J": (R, RING, ("no", "no", "no"), ("57.1428571428", "57.1428571429")),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_four_readings_of_a_structure(ask: Any, name: str) -> None:
    seeds, interests, (more, at_least, single), (low, high) = STRUCTURES[name]
    found = ask(seeds, *interests, rest="cleared")["T"]
    readings = found["readings"]
    assert readings["cascade"]["passes"] == more
    assert readings["single_controller"]["passes"] == single
    assert (readings["integrated"]["low"], readings["integrated"]["high"]) == (low, high)
    listed = {seed: {"designation": "restricted"} for seed in seeds}
    lists = ask(listed, *interests, rest="cleared", policy="ofac-50")["T"]
    assert lists["readings"]["cascade"]["passes"] == at_least
    codes = {flag["code"] for flag in found["flags"]}
    assert ("readings_disagree" in codes) == (name in "DJ")
    if name in "DJ":
        assert found["verdict"] == "review", "multiplied it passes, though no tier does: a person must look"
