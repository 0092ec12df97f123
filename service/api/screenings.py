"""``POST /v1/screenings``: for provisioning hooks. One customer in, one decision out."""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Body, Depends, Response

from service.api.shapes import ScreeningAnswer, problems
from service.customer import Screening
from service.deps import CallerDep, ServiceDep, only_declared
from service.screening import screen

router = APIRouter(prefix="/v1", tags=["hooks"])
log = structlog.get_logger("controlpath.screening")

EXAMPLES: dict[str, Any] = {
    "identifier": {
        "summary": "By an identifier, the surest way",
        "value": {
            "customer_ref": "crm-4711",
            "identifiers": ["LEI:2138008KTNTDICZU8L25"],
            "name": "Bank Saderat PLC",
            "country": "GB",
        },
    },
    "details": {
        "summary": "By name, country and the number in its register",
        "value": {"name": "Everton Football Club Company, Limited", "country": "GB", "number": "36624"},
    },
    "shadow": {
        "summary": "Several policies, in shadow mode",
        "value": {
            "identifiers": [{"scheme": "GB-COH", "value": "05819262"}],
            "policies": ["unsupported-regions"],
            "mode": "shadow",
        },
    },
}


@router.post(
    "/screenings",
    response_model=ScreeningAnswer,
    responses=problems("unknown_policy", "too_large", "invalid_request", "revision_not_reached", "graph_busy"),
    dependencies=[Depends(only_declared)],
    summary="Screen one customer",
)
def post_screening(
    request: Annotated[Screening, Body(openapi_examples=EXAMPLES)],
    service: ServiceDep,
    role: CallerDep,
    response: Response,
) -> dict[str, Any]:
    """Whether this customer may be provisioned: `allow`, `hold` for a person, or `deny`.

    An `allow` needs an identifier that the graph knows, or name, country and one more attribute that agrees (`number`
    or `address`); any doubt holds, and no doubt loosens a `deny`. Nothing but a 200 with `decision: allow` is an allow.
    Keys of the role hook get no names of natural persons.
    """
    answer = screen(request, service.determiner, service.graph, persons=role == "operator")
    response.headers["Cache-Control"] = "no-store"
    log.info(
        "screened",
        decision=answer["decision"],
        verdict=answer["verdict"],
        reasons=answer["reason_codes"],
        party=answer["party"]["id"] if answer["party"] else None,
        policies=[f"{one['policy']['id']} {one['policy']['version']}" for one in answer["results"]],
        revision=answer["revision"],
        mode=answer["mode"],
        customer_ref=answer["customer_ref"],
        role=role,
    )
    return answer
