"""``GET /v1/changes``: the graph's own ledger, gap-free and in order, for whoever follows it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from service.api.shapes import ChangeList, problems
from service.deps import OPERATORS, ServiceDep, only_declared
from service.parties import plain

router = APIRouter(prefix="/v1", tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])
MAX_SUBJECTS = 1_000


@router.get(
    "/changes",
    response_model=ChangeList,
    responses=problems("bad_parameter", "invalid_request"),
    summary="What has changed since",
)
def changes(
    service: ServiceDep,
    after: Annotated[int, Query(ge=0, description="The last change that you have seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """The changes after one sequence number, oldest first: one for each transaction that changed something."""
    head = service.determiner.head().head
    rows = service.graph.read("outbox/changes_after", after=after, limit=limit)
    shown = [plain(row | _cut(row["subjects"])) for row in rows]
    return {
        "head": max([head, *(row["seq"] for row in rows)]),
        "next_after": rows[-1]["seq"] if rows else after,
        "changes": shown,
    }


def _cut(subjects: list[str]) -> dict[str, Any]:
    return {"subjects": subjects[:MAX_SUBJECTS], "subjects_total": len(subjects)}
