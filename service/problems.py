"""Errors as RFC 9457 ``application/problem+json``: a status, a stable ``code``, a sentence, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from cypher.errors import BadQuery, Conflict, GraphError, GraphUnavailable, QueryTimeout, SchemaMissing
from service.errors import ServiceError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2
log = structlog.get_logger(__name__)

CODES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "The HTTP request itself is malformed."),
    "bad_date": (400, "A day or instant is not one."),
    "bad_parameter": (400, "A query parameter has a value that it cannot have."),
    "bad_decision": (400, "A decision about who is who needs who makes it and why."),
    "key_missing": (401, "No API key was sent."),
    "key_unknown": (401, "The API key is not known."),
    "not_allowed": (403, "The key's role may not ask this."),
    "not_local": (403, "Without keys only requests from this machine, to a loopback address, are answered."),
    "not_found": (404, "There is no such address."),
    "unknown_entity": (404, "Nobody in the graph has this identifier."),
    "unknown_policy": (404, "There is no such policy."),
    "unknown_determination": (404, "No determination is stored under this id."),
    "unknown_candidate": (404, "There is no candidate with this id."),
    "method_not_allowed": (405, "The address exists, with another method."),
    "not_joined": (409, "The two identifiers are not one party, so there is nothing to part."),
    "contradiction": (409, "They cannot be one party: two numbers of one register, or a person and something else."),
    "already_decided": (409, "The candidate has been decided, or its parties have been joined."),
    "second_person": (409, "A confirmation needs two different persons, and this one has confirmed already."),
    "too_large": (413, "The body, or a list in it, is larger than allowed."),
    "invalid_request": (422, "A parameter or the body breaks the documented shape; errors names each place."),
    "refused_case": (
        422,
        "A case is refused; reason and where say why. One case of a list answers in its place instead.",
    ),
    "too_entangled": (422, "Too many owners hold each other to be told apart in time. Hold; a person must look."),
    "internal_error": (500, "A fault of the service. Hold."),
    "graph_unavailable": (503, "The graph does not answer. No cached answer stands in for it. Hold, and ask again."),
    "graph_timeout": (503, "A query took longer than it may. Hold, and ask again."),
    "simulation_running": (503, "Another simulation is marking the graph; one runs at a time."),
    "graph_busy": (503, "The graph changes faster than it can be read. Ask again."),
    "schema_missing": (503, "The database is not (or newer than) this version's. Hold; an operator must look."),
    "revision_not_reached": (503, "The graph is older than min_revision. Ask again."),
}
"""Every code with its status and meaning. The README's table and the tests compare with this."""


class Moved(Exception):
    """The party has another id: the answer is a permanent redirect to ``location``."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class FieldError(BaseModel):
    where: str = Field(examples=["query.as_of"])
    detail: str


class Problem(BaseModel):
    """An error. ``code`` is stable; ``detail`` and ``hint`` are for people and may change."""

    type: str = Field(examples=["urn:controlpath:problem:unknown_entity"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["unknown_entity"])
    detail: str
    hint: str
    request_id: str | None = None
    errors: list[FieldError] | None = Field(None, description="Only of invalid_request.")
    reason: str | None = Field(None, description="Only of refused_case: why, such as bad_figure.")
    where: str | None = Field(None, description="Only of refused_case: the place, such as interests[3].percent.")


def problem(
    status: int,
    code: str,
    detail: str,
    hint: str = "",
    *,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """The response of one error."""
    body = {
        "type": f"urn:controlpath:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "hint": hint or CODES[code][1],
    }
    extra = dict(headers or {}) | {"Cache-Control": "no-store"}
    if status == 503:
        extra.setdefault("Retry-After", str(RETRY_SECONDS))
    if status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body | {"request_id": request_id} | more, status, extra, MEDIA_TYPE)


def of_graph(error: GraphError) -> tuple[int, str, str]:
    """Status, code and sentence of an error of the graph; its own words stay in the log: they name servers."""
    match error:
        case GraphUnavailable():
            return 503, "graph_unavailable", "The graph does not answer."
        case QueryTimeout():
            return 503, "graph_timeout", "The graph took longer than it may."
        case SchemaMissing():
            return 503, "schema_missing", "The database does not have this version's schema."
        case Conflict():
            return 503, "graph_busy", "Other writers held what was to be read."
        case BadQuery():
            return 500, "internal_error", "The graph refused a query of the service."
        case _:
            return 503, "graph_unavailable", "The graph failed to answer."


def install(app: FastAPI) -> None:
    """Answers every error of an application as a problem."""

    @app.exception_handler(ServiceError)
    def service_error(request: Request, error: ServiceError) -> Response:
        return problem(error.status, error.code, error.detail, error.hint, request_id=_id(request))

    @app.exception_handler(GraphError)
    def graph_error(request: Request, error: GraphError) -> Response:
        log.error("graph_failed", error=str(error), query=error.query)
        status, code, detail = of_graph(error)
        return problem(status, code, detail, request_id=_id(request))

    @app.exception_handler(Moved)
    def moved(_: Request, error: Moved) -> Response:
        return RedirectResponse(error.location, 308)

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
        code = codes.get(error.status_code, "bad_request" if error.status_code < 500 else "internal_error")
        hint = "The addresses are listed at /docs." if error.status_code in (404, 405) else ""
        return problem(
            error.status_code, code, f"{error.detail}.", hint, request_id=_id(request), headers=error.headers
        )

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        # Without the input itself: it may hold a key or a person, and answers end in logs.
        errors = [
            {"where": ".".join(map(str, one["loc"])), "detail": one["msg"].removeprefix("Value error, ")}
            for one in error.errors()[:20]
        ]
        first = errors[0]
        detail = f"{first['where']}: {first['detail']}"
        return problem(422, "invalid_request", detail, request_id=_id(request), errors=errors)


def _id(request: Request) -> str | None:
    found: str | None = request.scope.get("request_id")
    return found
