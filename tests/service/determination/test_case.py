"""The case format: what is read, and what is refused with which words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from service.determination.case import MAX_BYTES, BadCase, decode, read
from service.determination.consolidate import heads
from service.evaluation import evaluate, failed
from service.policy.file import Policies

TODAY = date(2026, 1, 1)


def interest(**more: Any) -> dict[str, Any]:
    return {"interests": [{"holder": "A", "subject": "B", "metric": "shares", **more}]}


REFUSED = {
    "unknown key": ({"partys": []}, "unknown_key", "case"),
    "unknown key of a party": ({"parties": [{"id": "A", "colour": 1}]}, "unknown_key", "parties[0]"),
    "a party twice": ({"parties": [{"id": "A"}, {"id": "A"}]}, "duplicate_party", "parties[1].id"),
    "an interest id twice": (
        {"interests": [{"id": "e", "holder": "A", "subject": "B", "metric": "votes"}] * 2},
        "duplicate_interest",
        "interests",
    ),
    "negative": (interest(percent=-1), "bad_figure", "interests[0]"),
    "above one hundred": (interest(percent=100.01), "bad_figure", "interests[0]"),
    "not a number": (interest(percent="NaN"), "bad_figure", "interests[0].percent"),
    "words": (interest(percent="half"), "bad_figure", "interests[0].percent"),
    "a comma": (interest(percent="50,1"), "bad_figure", "interests[0].percent"),
    "min above max": (interest(min=60, max=50), "bad_figure", "interests[0]"),
    "an empty band": (interest(min=50, max=50, min_exclusive=True), "bad_figure", "interests[0]"),
    "percent and band": (interest(percent=50, min=50), "bad_figure", "interests[0]"),
    "a percentage on a right": (
        {"interests": [{"holder": "A", "subject": "B", "right": "veto", "percent": 5}]},
        "bad_value",
        "interests[0]",
    ),
    "neither metric nor right": ({"interests": [{"holder": "A", "subject": "B"}]}, "missing", "interests[0]"),
    "no holder": ({"interests": [{"subject": "B", "metric": "shares"}]}, "missing", "interests[0].holder"),
    "an unknown metric": (interest() | {"interests": [{"holder": "A", "subject": "B", "metric": "equity"}]},
                          "bad_value", "interests[0].metric"),
    "a branch without head": (
        {"parties": [{"id": "B", "kind": "branch"}]}, "branch_without_head", "parties[0].branch_of"),
    "a head nobody declares": (
        {"parties": [{"id": "B", "kind": "branch", "branch_of": "H"}]}, "branch_without_head", "parties"),
    "branches in a ring": (
        {"parties": [{"id": "B", "kind": "branch", "branch_of": "C"}, {"id": "C", "kind": "branch", "branch_of": "B"}]},
        "branch_cycle",
        "parties",
    ),
    "a date that is none": (interest(valid_from="2025-02-30"), "bad_date", "interests[0].valid_from"),
    "an end before the beginning": (
        interest(valid_from="2025-02-01", valid_to="2025-01-01"), "bad_date", "interests[0].valid_to"),
    "a list of parties that is none": ({"parties": {"A": {}}}, "bad_shape", "parties"),
    "not an object": ([1], "bad_shape", "case"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "code", "where"), REFUSED.values(), ids=REFUSED)
def test_refused_with_code_and_place(document: Any, code: str, where: str) -> None:
    with pytest.raises(BadCase) as refused:
        read(decode(json.dumps(document).encode()))
    assert (refused.value.code, refused.value.where) == (code, where)
    assert refused.value.detail


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not_json"),
        (b"", "not_json"),
        (b'{"parties": "\xff"}', "not_utf8"),
        (b'{"interests": [{"holder": "A", "subject": "B", "metric": "shares", "percent": NaN}]}', "bad_figure"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b" " * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_not_a_document_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadCase) as refused:
        read(decode(data))
    assert refused.value.code == code


def test_figures_are_read_exactly() -> None:
    text = b'{"interests": [{"holder": "A", "subject": "B", "metric": "shares", "percent": 50.00000000000000001}]}'
    claim = read(decode(text)).world.claims[0]
    assert claim.shares is not None
    assert (claim.shares.low, claim.shares.high) == (500_000_000_000, 500_000_000_001), "outward, never through a float"


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadCase, match="percent"):
        decode(b'{"interests": [{"holder": "A", "subject": "B", "metric": "shares", "percent": 90, "percent": 10}]}')


def test_a_huge_exponent_is_refused_at_once() -> None:
    with pytest.raises(BadCase):
        read(decode(b'{"interests": [{"holder": "A", "subject": "B", "metric": "shares", "percent": 1e999999999}]}'))


def test_a_list_answers_in_order_and_one_refusal_stops_nobody() -> None:
    cases = [{"id": "one", "parties": [{"id": "A"}]}, {"id": "two", "bad": 1}, {"id": "three", **interest(percent=1)}]
    answer = evaluate(decode(json.dumps(cases).encode()), Policies(), TODAY)
    assert isinstance(answer, list)
    assert [item["id"] for item in answer] == ["one", "two", "three"]
    assert ["error" in item for item in answer] == [False, True, False]
    assert failed(answer)


def test_unknown_policies_and_entities_are_named() -> None:
    unknown = evaluate(decode(b'{"policy": "nobody"}'), Policies(), TODAY)
    assert isinstance(unknown, dict) and unknown["error"]["code"] == "unknown_policy"
    assert "unsupported-regions" in unknown["error"]["detail"]
    entity = evaluate(decode(b'{"parties": [{"id": "A"}]}'), Policies(), TODAY, entity="B")
    assert isinstance(entity, dict) and entity["error"]["code"] == "unknown_entity"


def test_self_holdings_identical_interests_and_undeclared_parties_are_legal() -> None:
    case = {"interests": [{"holder": "A", "subject": "A", "metric": "shares", "percent": 10}] * 2}
    answer = evaluate(decode(json.dumps(case).encode()), Policies(), TODAY)
    assert isinstance(answer, dict) and list(answer["results"]) == ["A"]


def test_long_chains_of_branches_and_late_doubles_are_answered_at_once() -> None:
    chain = [{"id": "0"}, *({"id": str(n), "kind": "branch", "branch_of": str(n - 1)} for n in range(1, 20_000))]
    found = read({"parties": chain[::-1]})
    assert set(heads(found.world.parties).values()) == {"0"}
    interests = [{"id": str(n), "holder": "a", "subject": "b", "right": "veto"} for n in range(20_000)]
    interests.append(interests[-1])
    with pytest.raises(BadCase, match="19999"):
        read({"interests": interests})
