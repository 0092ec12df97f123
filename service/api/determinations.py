"""``GET /v1/entities/{id}/determination``: the verdict of one party under one policy, with its proof."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response

from service.api.shapes import problems
from service.deps import ENTITY_PATH, OPERATORS, EntityDep, ServiceDep, day, instant, only_declared
from service.screening import require_revision

router = APIRouter(tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])

EXAMPLE: dict[str, Any] = {
    "entity": {
        "id": "LEI:2138008KTNTDICZU8L25",
        "name": "BANK SADERAT PLC",
        "kind": "company",
        "seats": ["headquarters:GB"],
    },
    "policy": {"id": "unsupported-regions", "version": "2025-09-05", "hash": "..."},
    "verdict": "restricted",
    "decision": "hold",
    "set": "certain",
    "basis": ["control"],
    "flags": [],
    "readings": {"cascade": {"low": "0", "high": "0", "passes": "yes"}},
    "threshold": {"percent": "50", "comparator": ">"},
    "margin": None,
    "sentence": "BANK SADERAT PLC is controlled from a restricted jurisdiction: BANK SADERAT IRAN consolidates it ...",
    "main_path": ["..."],
    "deciding": ["..."],
    "deciding_complete": True,
    "coverage": None,
    "open_branches": [],
    "flips": [],
    "oldest_source": "2025-02-28",
    "as_of": "2025-10-01",
    "known_at": None,
    "revision": 7,
    "evaluated_at": "2025-10-01T12:00:00+00:00",
    "engine_version": "1",
}


@router.get(
    f"{ENTITY_PATH}/determination",
    responses=problems(
        "unknown_entity",
        "unknown_policy",
        "bad_date",
        "bad_parameter",
        "invalid_request",
        "revision_not_reached",
        "graph_busy",
    )
    | {
        200: {"content": {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE}}},
        304: {"description": "Nothing has changed since the answer with this ETag."},
        308: {"description": "The party's own id is another; Location has it."},
    },
    response_class=Response,
    summary="Who controls this party, under one policy",
)
def get_determination(
    id: EntityDep,
    service: ServiceDep,
    policy: Annotated[str, Query(max_length=64, description="Id of the policy.")] = "unsupported-regions",
    as_of: Annotated[str | None, Query(max_length=40, description="Day, in UTC, that is asked about; today.")] = None,
    known_at: Annotated[
        str | None, Query(max_length=40, description="Only what was on record at this instant.")
    ] = None,
    min_revision: Annotated[int | None, Query(ge=0, description="Refuse to answer from an older graph.")] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The determination of one party with its proof, computed at the graph's newest revision.

    Every field is explained in the service's README. The same bytes are served until the graph or the day changes.
    """
    when, known = day(as_of, "as_of"), instant(known_at, "known_at")
    head = service.determiner.head()
    require_revision(head, min_revision)
    answer = service.determiner.determine(id, policy, when, known, head=head)
    tag = f'"{hashlib.sha256(answer.payload).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    if if_none_match is not None and tag in (part.strip().removeprefix("W/") for part in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(answer.payload, media_type="application/json", headers=headers)
