"""Cases in a few words: ``ask({"R": "CN", "T": "GB"}, "R 51 T")`` is a determination of every party."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from service.determination.case import decode
from service.evaluation import evaluate
from service.policy.file import Policies

TODAY = date(2026, 1, 1)
Ask = Callable[..., dict[str, Any]]


def interest(text: str) -> dict[str, Any]:
    """ "R 51 T", "R 25-50 T votes unknown", "R >25-50 T", "R consolidation T", "R ? T" as an interest."""
    holder, amount, subject, *words = text.split()
    made: dict[str, Any] = {"holder": holder, "subject": subject}
    if amount[0].isalpha():
        return made | {"right": amount}
    made["metric"] = next((word for word in words if word in ("shares", "votes", "profits")), "shares")
    made["directness"] = next((word for word in words if word in ("unknown", "indirect", "total")), "direct")
    made["capacity"] = next((word for word in words if word in ("nominee", "trustee", "depositary")), "own")
    if amount == "?":
        return made
    if "-" in amount:
        low, high = amount.lstrip(">").split("-")
        made |= {
            "min": low,
            "max": high.rstrip("<"),
            "min_exclusive": amount[0] == ">",
            "max_exclusive": amount[-1] == "<",
        }
        return made
    return made | {"percent": amount}


def party(id_: str, about: str | dict[str, Any]) -> dict[str, Any]:
    """ "CN" is a company with its headquarters there; "person", "unknown", "state CN" are kinds."""
    if isinstance(about, dict):
        return {"id": id_, **about}
    words = about.split()
    made: dict[str, Any] = {"id": id_}
    if words and words[0].islower():
        made["kind"] = words.pop(0)
    kind = "residence" if made.get("kind") == "person" else "headquarters"
    return made | {"seats": [{"kind": kind, "jurisdiction": code} for code in words]}


@pytest.fixture
def ask() -> Ask:
    policies = Policies()

    def determinations(
        parties: dict[str, Any], *interests: str | dict[str, Any], entity: str | None = None, **case: Any
    ) -> dict[str, Any]:
        document = {
            "parties": [party(id_, about) for id_, about in parties.items()],
            "interests": [interest(item) if isinstance(item, str) else item for item in interests],
            **case,
        }
        answer = evaluate(decode(json.dumps(document).encode()), policies, TODAY, entity=entity)
        assert isinstance(answer, dict)
        assert "error" not in answer, answer["error"]
        results: dict[str, Any] = answer["results"]
        return results

    return determinations
