"""``/v1/candidates`` and ``/v1/partings``: who is who, as persons decide it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from service import decisions
from service.api.shapes import CandidateList, CandidateShown, DecidedShown, PartedShown, problems
from service.deps import OPERATORS, Service, ServiceDep, only_declared
from service.joining import LONGEST_NAME, LONGEST_REASON
from service.parting import part
from service.queue import ring

router = APIRouter(prefix="/v1", tags=["identity"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])

OF_DECISION = problems("bad_decision", "unknown_candidate", "already_decided", "invalid_request", "graph_busy")


class Decision(BaseModel):
    """Who decides, and why. Both are kept for good."""

    model_config = ConfigDict(extra="forbid")
    by: str = Field(max_length=LONGEST_NAME, description="A person's name or address.", examples=["ann@example.org"])
    reason: str = Field(max_length=LONGEST_REASON, examples=["The same address and directors in both registers."])


class Proposal(Decision):
    one: str = Field(max_length=200, description="An identifier.", examples=["LEI:2138008KTNTDICZU8L25"])
    other: str = Field(max_length=200, description="An identifier of the other party.", examples=["GB-COH:01126618"])


class Parting(Decision):
    keep: str = Field(max_length=200, description="An identifier of the one.", examples=["LEI:2138008KTNTDICZU8L25"])
    away: str = Field(max_length=200, description="An identifier of the other.", examples=["GB-COH:01126618"])


@router.get(
    "/candidates",
    response_model=CandidateList,
    responses=problems("bad_parameter", "invalid_request"),
    summary="Parties that may be one",
)
def candidates(
    service: ServiceDep,
    status: Literal["open", "rejected", "gone"] = "open",
    least: Annotated[int, Query(ge=0, le=100, description="The least score.")] = 0,
    after: Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Pairs of companies that a person should look at, the likeliest first. They decide nothing until confirmed."""
    return {"results": decisions.listed(service.graph, status, least=least, after=after, limit=limit)}


@router.post(
    "/candidates",
    response_model=DecidedShown,
    responses=problems("unknown_entity", "contradiction") | OF_DECISION,
    summary="Propose that two parties are one",
)
def proposal(body: Proposal, service: ServiceDep) -> dict[str, Any]:
    """A candidate whose names need not be alike, or that was parted; its proposer is the first who confirms it."""
    return _told(service, asdict(decisions.propose(service.graph, body.one, body.other, body.by, body.reason)))


@router.get(
    "/candidates/{id}",
    response_model=CandidateShown,
    responses=problems("unknown_candidate", "invalid_request"),
    summary="One candidate",
)
def candidate(id: str, service: ServiceDep) -> dict[str, Any]:
    """Both parties, the score with its reasons, and what was decided by whom."""
    return decisions.shown(service.graph, id)


@router.post(
    "/candidates/{id}/confirmation",
    response_model=DecidedShown,
    responses=problems("contradiction", "second_person") | OF_DECISION,
    summary="They are one",
)
def confirmation(id: str, body: Decision, service: ServiceDep) -> dict[str, Any]:
    """The first person's word waits; with the word of a second, different one the two parties are joined."""
    return _told(service, asdict(decisions.confirm(service.graph, id, body.by, body.reason)))


@router.post(
    "/candidates/{id}/rejection", response_model=DecidedShown, responses=OF_DECISION, summary="They are not one"
)
def rejection(id: str, body: Decision, service: ServiceDep) -> dict[str, Any]:
    """Remembered with the reason. They are proposed again only if what is known of them changes."""
    return _told(service, asdict(decisions.reject(service.graph, id, body.by, body.reason)))


@router.post(
    "/partings",
    response_model=PartedShown,
    responses=problems("bad_decision", "unknown_entity", "not_joined", "invalid_request", "graph_busy"),
    summary="Undo a join",
)
def parting(body: Parting, service: ServiceDep) -> dict[str, Any]:
    """Makes two parties of one. What was stated goes to whom its record named; no load joins the two again."""
    return _told(service, asdict(part(service.graph, body.keep, body.away, body.by, body.reason)))


def _told(service: Service, answer: dict[str, Any]) -> dict[str, Any]:
    ring(service.settings.broker_url)
    return answer
