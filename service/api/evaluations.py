"""``POST /v1/evaluations``: determinations of a case that the caller describes. Nothing is stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from starlette.requests import Request

from service.api.shapes import problems
from service.deps import OPERATORS, ServiceDep, day, instant, only_declared
from service.determination.case import BadCase, decode
from service.errors import NotFound
from service.evaluation import evaluate
from service.problems import problem

router = APIRouter(prefix="/v1", tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])

EXAMPLE: dict[str, Any] = {
    "parties": [{"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]}, {"id": "A"}],
    "interests": [{"holder": "X", "subject": "A", "metric": "shares", "percent": "50.1"}],
}
CASES = {
    "oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}],
    "description": "A case, or a list of cases: see the service's README, *Cases*.",
}


async def body_of(request: Request) -> bytes:
    """The body as it was sent: figures are read exactly, so no JSON parser may make floats of them."""
    return await request.body()


@router.post(
    "/evaluations",
    responses=problems("unknown_policy", "bad_date", "bad_parameter", "invalid_request", "too_large", "refused_case")
    | {200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": CASES, "examples": {"case": {"value": EXAMPLE}}}},
        }
    },
    response_class=Response,
    summary="What would follow from these facts?",
)
def post_evaluation(
    request: Request,
    body: Annotated[bytes, Depends(body_of)],
    service: ServiceDep,
    engine: Annotated[Literal["memory", "cypher"], Query(description="Both must answer the same.")] = "memory",
    policy: Annotated[str | None, Query(max_length=64, description="Instead of the case's own.")] = None,
    entity: Annotated[str | None, Query(max_length=500, description="Only this party of the case.")] = None,
    as_of: Annotated[str | None, Query(max_length=40, description="Instead of the case's own.")] = None,
    known_at: Annotated[str | None, Query(max_length=40, description="Instead of the case's own.")] = None,
) -> Response:
    """A determination of each party of a case, or of each of a list of cases (at most 1000), in order.

    A case that is refused is a problem; in a list it answers `{"id", "error": {"code", "detail", "where"}}` in its
    place and the others go on.
    """
    request_id = request.scope.get("request_id")
    # The evaluation also takes paths of policy files, for people at this machine; a caller over HTTP names ids alone.
    if policy is not None and policy not in service.policies.ids():
        known = ", ".join(service.policies.ids())
        raise NotFound("unknown_policy", f"There is no policy {policy!r}.", f"Known are {known}.")
    when, known_since = day(as_of, "as_of"), instant(known_at, "known_at")
    try:
        decoded = decode(body)
    except BadCase as error:
        return _refused(error.as_dict(), request_id)
    answer = evaluate(
        decoded,
        service.policies,
        datetime.now(UTC).date(),
        policy=policy,
        entity=entity,
        as_of=when,
        known_at=known_since,
        engine=engine,
        graph=service.graph,
    )
    if isinstance(answer, dict) and "error" in answer:
        return _refused(answer["error"], request_id)
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json", headers={"Cache-Control": "no-store"})


def _refused(error: dict[str, str], request_id: str | None) -> Response:
    if error["code"] == "too_large":
        return problem(413, "too_large", error["detail"], request_id=request_id)
    place = f" ({error['where']})" if error["where"] else ""
    return problem(
        422,
        "refused_case",
        f"{error['detail']}{place}",
        "The format is in the service's README, Cases.",
        request_id=request_id,
        reason=error["code"],
        where=error["where"] or None,
    )
