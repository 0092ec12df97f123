"""``GET /v1/policies``: every version of every rule that this process knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends

from cypher.quantity import float_free
from service.api.shapes import PolicyShown, problems
from service.deps import OPERATORS, RunningDep, only_declared
from service.policy.model import Policy

router = APIRouter(prefix="/v1", tags=["policies"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])


@router.get("/policies", response_model=list[PolicyShown], responses=problems(), summary="The rules")
def policies(service: RunningDep) -> list[dict[str, Any]]:
    """All versions of all policies, oldest first; a determination picks the one in force on its day."""
    active = {name.strip() for name in service.settings.controlpath_policies.split(",")}
    today = datetime.now(UTC).date()
    rules = [rule for name in service.policies.ids() for rule in service.policies.versions(name)]
    return [_shown(rule) | {"in_force": rule.in_force(today), "active": rule.id in active} for rule in rules]


def _shown(rule: Policy) -> dict[str, Any]:
    decisions = rule.decisions
    return {
        "id": rule.id,
        "version": rule.version,
        "hash": rule.hash,
        "title": rule.title,
        "cites": list(rule.cites),
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "threshold": float_free(rule.threshold),
        "comparator": rule.comparator,
        "metrics": list(rule.metrics),
        "hard_control": list(rule.hard_control),
        "soft_control": rule.soft_control,
        "seats": rule.seats,
        "lists": list(rule.lists),
        "decisions": {
            "restricted": decisions.restricted,
            "review": decisions.review,
            "clear": decisions.clear,
            "unknown": decisions.unknown,
            "control": decisions.control,
        },
    }
