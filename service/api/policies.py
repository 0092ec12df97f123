"""``GET /v1/policies``: every version of every rule that this process knows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, Depends

from cypher.errors import GraphError
from service.api.shapes import PolicyShown, problems
from service.deps import OPERATORS, RunningDep, only_declared
from service.lookups import lists_loaded
from service.policy.describe import as_json
from service.policy.model import Policy

router = APIRouter(prefix="/v1", tags=["policies"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])


@router.get("/policies", response_model=list[PolicyShown], responses=problems(), summary="The rules")
def policies(service: RunningDep) -> list[dict[str, Any]]:
    """All versions of all policies, oldest first; a determination picks the one in force on its day."""
    active = {name.strip() for name in service.settings.controlpath_policies.split(",")}
    today = datetime.now(UTC).date()
    rules = [rule for name in service.policies.ids() for rule in service.policies.versions(name)]
    try:
        loaded = lists_loaded(service.graph)
    except GraphError:
        loaded = frozenset()  # the rules are told without the graph too; which lists it has is then not known
    return [
        _shown(rule, today, loaded) | {"in_force": service.policies.in_force(rule, today), "active": rule.id in active}
        for rule in rules
    ]


def _shown(rule: Policy, today: date, loaded: Collection[str]) -> dict[str, Any]:
    """Without what is long and what follows from the rest: ``cites`` are addresses here, ``citations`` all of it."""
    told = as_json(rule, today, loaded)
    return {name: told[name] for name in PolicyShown.model_fields if name in told} | {
        "cites": [cite.url or cite.title for cite in rule.cites],
        "citations": told["cites"],
    }
