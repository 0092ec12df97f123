"""``GET /v1/entities/{id}/determination``: the verdict of one party under one policy, with its proof.

``POST /v1/entities/{id}/evaluations`` keeps it in the graph; ``GET /v1/determinations/{id}`` reads what was kept.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import StringConstraints

from service import several, stored
from service.api.shapes import problems
from service.deps import ENTITY_PATH, OPERATORS, EntityDep, ServiceDep, day, instant, only_declared
from service.determination.case import MAX_POLICIES
from service.screening import require_revision

router = APIRouter(tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])

PolicyName = Annotated[str, StringConstraints(min_length=1, max_length=130)]
DEFAULT_POLICIES = ["unsupported-regions"]

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
    "readings": {
        "cascade": {"low": "0", "high": "0", "passes": "yes"},
        "integrated": {"low": "0", "high": "0", "passes": "no"},
        "single_controller": {"low": "0", "high": "0", "passes": "yes"},
    },
    "threshold": {"percent": "50", "comparator": ">"},
    "margin": None,
    "sentence": "BANK SADERAT PLC is controlled from a restricted jurisdiction: BANK SADERAT IRAN consolidates it ...",
    "main_path": ["..."],
    "deciding": ["..."],
    "deciding_complete": True,
    "certificate": {"complete": True, "subject": "LEI:2138008KTNTDICZU8L25", "...": "..."},
    "coverage": None,
    "open_branches": [],
    "flips": ["..."],
    "detail": "full",
    "oldest_source": "2025-02-28",
    "as_of": "2025-10-01",
    "known_at": None,
    "revision": 7,
    "evaluated_at": "2025-10-01T12:00:00+00:00",
    "engine_version": "2",
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
    policy: Annotated[
        list[PolicyName], Query(max_length=MAX_POLICIES, description="Id of the policy; given again, each is asked.")
    ] = DEFAULT_POLICIES,
    as_of: Annotated[str | None, Query(max_length=40, description="Day, in UTC, that is asked about; today.")] = None,
    known_at: Annotated[
        str | None, Query(max_length=40, description="Only what was on record at this instant.")
    ] = None,
    detail: Annotated[
        Literal["auto", "full"], Query(description="full: readings and flips also of a large closure.")
    ] = "auto",
    min_revision: Annotated[int | None, Query(ge=0, description="Refuse to answer from an older graph.")] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The determination of one party with its proof, computed at the graph's newest revision.

    Every field is explained in the service's README. The same bytes are served until the graph or the day changes.
    With several policies the answer has the strictest decision and, in `results`, the determination under each.
    """
    when, known = day(as_of, "as_of"), instant(known_at, "known_at")
    head = service.determiner.head()
    require_revision(head, min_revision)
    names = list(dict.fromkeys(policy))
    if len(names) == 1:
        payload = service.determiner.determine(id, names[0], when, known, head, detail == "full").payload
    else:
        payload = stored.encoded(several.determine(service.determiner, id, names, when, known, head, detail == "full"))
    tag = f'"{hashlib.sha256(payload).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    if if_none_match is not None and tag in (part.strip().removeprefix("W/") for part in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(payload, media_type="application/json", headers=headers)


STORED: dict[str, Any] = {"id": "5f0c3e1a9b2d4c6e8f7a1b3c5d7e9f01", "created": True, "determination": EXAMPLE}


@router.post(
    f"{ENTITY_PATH}/evaluations",
    responses=problems(
        "unknown_entity",
        "unknown_policy",
        "bad_date",
        "bad_parameter",
        "invalid_request",
        "too_large",
        "revision_not_reached",
        "graph_busy",
    )
    | {
        200: {"content": {"application/json": {"schema": {"type": "object"}, "example": STORED}}},
        308: {"description": "The party's own id is another; Location has it."},
    },
    response_class=Response,
    summary="Determine, and keep the determination",
)
def post_entity_evaluation(
    id: EntityDep,
    service: ServiceDep,
    policy: Annotated[str, Query(max_length=64, description="Id of the policy.")] = "unsupported-regions",
    as_of: Annotated[str | None, Query(max_length=40, description="Day, in UTC, that is asked about; today.")] = None,
    known_at: Annotated[
        str | None, Query(max_length=40, description="Only what was on record at this instant.")
    ] = None,
    min_revision: Annotated[int | None, Query(ge=0, description="Refuse to answer from an older graph.")] = None,
) -> Response:
    """The determination of one party, stored in the graph to be read, and replayed, later.

    The same question on the same facts is stored once: then `created` is false and `determination` the stored one.
    """
    when, known = day(as_of, "as_of"), instant(known_at, "known_at")
    require_revision(service.determiner.head(), min_revision)
    kept = service.determiner.store(id, policy, when, known)
    return _kept({"id": kept.id, "created": kept.created}, kept.payload)


@router.get(
    "/v1/determinations/{determination}",
    responses=problems("unknown_determination", "bad_parameter", "invalid_request")
    | {200: {"content": {"application/json": {"schema": {"type": "object"}, "example": STORED}}}},
    response_class=Response,
    summary="A determination that was kept",
)
def get_stored_determination(
    determination: Annotated[str, Path(max_length=64, description="Its id.")], service: ServiceDep
) -> Response:
    """The very bytes that were answered when it was stored, `entity` (the party today), and the hash of its facts."""
    kept = stored.get(service.graph, determination)
    return _kept({"id": kept.id, "entity": kept.entity, "inputs_hash": kept.inputs_hash}, kept.payload)


def _kept(head: dict[str, Any], payload: bytes) -> Response:
    """The document is spliced in as it is: decoded and encoded again it might be other bytes."""
    body = stored.encoded(head).removesuffix(b"}") + b',"determination":' + payload + b"}"
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
