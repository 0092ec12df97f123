"""Where a party sits, under the default policy."""

from __future__ import annotations

from typing import Any

import pytest


def seats(*pairs: str) -> dict[str, Any]:
    return {"seats": [dict(zip(("kind", "jurisdiction"), pair.split(":"), strict=True)) for pair in pairs]}


CASES = {
    "headquarters in a restricted place": (["headquarters:CN"], "certain"),
    "wherever it is incorporated": (["headquarters:CN", "incorporation:US"], "certain"),
    "headquarters elsewhere, registered there": (["headquarters:IE", "incorporation:CN"], "open"),
    "evidence that disagrees": (["headquarters:CN", "business_address:IE"], "possible"),
    "offshore addresses say nothing": (["headquarters:KY", "incorporation:CN"], "certain"),
    "registration decides where nothing else is known": (["registered:RU"], "certain"),
    "Hong Kong registration alone": (["incorporation:HK"], "possible"),
    "Hong Kong headquarters": (["business_address:HK"], "certain"),
    "Taiwan is supported": (["headquarters:TW"], "open"),
    "a dependent territory counts as its sovereign": (["headquarters:PR"], "open"),
    "an unassigned code is unknown": (["headquarters:XK"], "open"),
    "a withdrawn code is unknown": (["headquarters:SU"], "open"),
    "an excepted subdivision": (["headquarters:UA-43"], "certain"),
    "the rest of that country": (["headquarters:UA-32"], "open"),
    "a subdivision of a restricted country": (["incorporation:CN-31"], "certain"),
    "a mailing address is no evidence": (["mailing:CN"], "open"),
    "an analyst's claim replaces all others": (["headquarters:CN", "analyst:IE"], "open"),
}


@pytest.mark.parametrize(("claims", "expected"), CASES.values(), ids=CASES)
def test_seat_of_a_company(ask: Any, claims: list[str], expected: str) -> None:
    assert ask({"T": seats(*claims)})["T"]["set"] == expected


def test_supported_seats_support(ask: Any) -> None:
    for code, cleared in {"TW": True, "PR": True, "US-DE": True, "KY": False, "XK": False, "HK": False}.items():
        answer = ask({"G": {"designation": "cleared"}, "T": seats(f"incorporation:{code}")}, "G 60 T")
        assert (answer["T"]["set"] == "cleared") is cleared, code


def test_persons_are_no_seeds_but_residents_must_be_looked_at(ask: Any) -> None:
    resident = {"kind": "person", **seats("residence:CN")}
    national = {"kind": "person", **seats("nationality:CN", "residence:GB")}
    assert ask({"P": resident, "T": "GB"}, "P 100 T")["T"]["set"] == "possible"
    answer = ask({"P": national, "T": "GB"}, "P 100 T")["T"]
    assert (answer["set"], answer["verdict"], answer["decision"]) == ("cleared", "review", "hold")
    assert [flag["code"] for flag in answer["flags"]] == ["national_majority"]


def test_a_designation_decides_before_any_seat(ask: Any) -> None:
    designated = ask({"T": {"designation": "restricted", **seats("headquarters:US")}})["T"]
    assert (designated["set"], designated["basis"]) == ("certain", ["designation"])


def test_seats_are_dated(ask: Any) -> None:
    moved = {"seats": [{"kind": "headquarters", "jurisdiction": "CN", "valid_to": "2025-03-01"},
                       {"kind": "headquarters", "jurisdiction": "SG", "valid_from": "2025-03-01"}]}  # fmt: skip
    before, after = ask({"T": moved}, as_of="2025-02-28")["T"], ask({"T": moved}, as_of="2025-03-01")["T"]
    assert (before["set"], after["set"]) == ("certain", "open")
    assert (after["verdict"], [flag["code"] for flag in after["flags"]][:1]) == ("review", ["moved_seat"])


def test_crowd_data_never_decides_alone(ask: Any) -> None:
    assert ask({"T": {"grade": "C", **seats("headquarters:CN")}})["T"]["set"] == "possible"
    answer = ask({"G": {"designation": "cleared"}, "T": {"grade": "C", **seats("headquarters:US")}}, "G 60 T")
    assert answer["T"]["set"] == "open"
