"""``POST /v1/evaluations``: determinations of a case, or of the graph with changes on top. Nothing is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from starlette.requests import Request

from service.api.determinations import PolicyName
from service.api.shapes import problems
from service.deps import OPERATORS, ServiceDep, day, instant, only_declared
from service.determination.case import MAX_POLICIES, BadCase, decode
from service.errors import BadRequest
from service.evaluation import evaluate
from service.problems import problem
from service.stored import encoded
from service.whatif import what_if

router = APIRouter(prefix="/v1", tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])

EXAMPLE: dict[str, Any] = {
    "parties": [{"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]}, {"id": "A"}],
    "interests": [{"holder": "X", "subject": "A", "metric": "shares", "percent": "50.1"}],
}
WHAT_IF: dict[str, Any] = {
    "entity": "GB-COH:09000001",
    "changes": {
        "parties": [{"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]}],
        "interests": [{"holder": "X", "subject": "GB-COH:09000001", "metric": "shares", "percent": "60"}],
    },
}
CASES = {
    "oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}],
    "description": "A case, a list of cases, or changes of the graph: see the service's README, *Cases*, *What if*.",
}
EXAMPLES = {"case": {"value": EXAMPLE}, "what_if": {"value": WHAT_IF}}


async def body_of(request: Request) -> bytes:
    """The body as it was sent: figures are read exactly, so no JSON parser may make floats of them."""
    return await request.body()


@router.post(
    "/evaluations",
    responses=problems(
        "unknown_policy",
        "unknown_entity",
        "bad_date",
        "bad_parameter",
        "invalid_request",
        "too_large",
        "refused_case",
        "graph_busy",
    )
    | {200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": CASES, "examples": EXAMPLES}},
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
    policy: Annotated[
        list[PolicyName] | None,
        Query(max_length=MAX_POLICIES, description="Instead of the case's own; given again, each is asked."),
    ] = None,
    entity: Annotated[str | None, Query(max_length=500, description="Only this party of the case.")] = None,
    as_of: Annotated[str | None, Query(max_length=40, description="Instead of the case's own.")] = None,
    known_at: Annotated[str | None, Query(max_length=40, description="Instead of the case's own.")] = None,
    detail: Annotated[
        Literal["auto", "full"], Query(description="full: readings and flips also of a large closure.")
    ] = "auto",
) -> Response:
    """A determination of each party of a case, or of each of a list of cases (at most 1000), in order.

    A case that is refused is a problem; in a list it answers `{"id", "error": {"code", "detail", "where"}}` in its
    place and the others go on. Of several policies the strictest decides, and `results` of a party has each.

    With `{"entity", "changes"}` instead of a case: what would be said of a party of the graph if these changes were
    true, before and after. Nothing is stored.
    """
    request_id = request.scope.get("request_id")
    # The evaluation also takes paths of policy files, for people at this machine; a caller over HTTP names ids alone.
    for name in policy or ():
        service.determiner.policy(name, datetime.now(UTC).date())
    when, known_since = day(as_of, "as_of"), instant(known_at, "known_at")
    try:
        decoded = decode(body)
    except BadCase as error:
        return _refused(error.as_dict(), request_id)
    answer: Any
    if isinstance(decoded, dict) and "changes" in decoded:
        if len(policy or ()) > 1:
            raise BadRequest("bad_parameter", "Changes are evaluated under one policy.", "Ask once for each policy.")
        answer = what_if(
            decoded,
            service.graph,
            service.policies,
            datetime.now(UTC).date(),
            policy=policy[0] if policy else None,
            entity=entity,
            as_of=when,
            known_at=known_since,
            engine=engine,
            full=detail == "full",
        )
        return _refused(answer["error"], request_id) if "error" in answer else _answered(answer)
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
        full=detail == "full",
    )
    if isinstance(answer, dict) and "error" in answer:
        return _refused(answer["error"], request_id)
    return _answered(answer)


def _answered(answer: Any) -> Response:
    return Response(encoded(answer), media_type="application/json", headers={"Cache-Control": "no-store"})


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
