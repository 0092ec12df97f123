"""What is stored of parties: search, one party, its owners, what it holds, and every source's own words."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from service import lookups
from service.api.shapes import EntityShown, HoldingList, Search, StatementList, problems
from service.deps import ENTITY_PATH, OPERATORS, EntityDep, ServiceDep, only_declared

router = APIRouter(tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])

MOVED: dict[int | str, dict[str, Any]] = {308: {"description": "The party's own id is another; Location has it."}}
OF_ENTITY = problems("unknown_entity", "bad_parameter", "invalid_request") | MOVED
Limit = Annotated[int, Query(ge=1, le=1000, description="Most results, largest first.")]


@router.get(
    "/v1/search", response_model=Search, responses=problems("bad_parameter", "invalid_request"), summary="Find a party"
)
def search(
    service: ServiceDep,
    q: Annotated[str, Query(min_length=1, max_length=200, description="An identifier, a name, or words of one.")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> dict[str, Any]:
    """Parties by identifier, then by exactly this name (present or former), then by its words, best first."""
    return {"query": q, "results": lookups.search(service.graph, q, limit)}


# Ids hold colons and slashes, so what follows an id is matched first and the bare id last.
@router.get(f"{ENTITY_PATH}/owners", response_model=HoldingList, responses=OF_ENTITY, summary="Who holds it")
def owners(id: EntityDep, service: ServiceDep, limit: Limit = 100) -> dict[str, Any]:
    """The effective holdings in a party today, consolidated from all sources' claims, with the claims beside them."""
    head = service.determiner.head()
    return {"entity": id, "revision": head.head, "results": lookups.owners(service.graph, id, limit)}


@router.get(f"{ENTITY_PATH}/holdings", response_model=HoldingList, responses=OF_ENTITY, summary="What it holds")
def holdings(id: EntityDep, service: ServiceDep, limit: Limit = 100) -> dict[str, Any]:
    """In whom a party holds something today; effective holdings as far as they are derived, else the claims."""
    head = service.determiner.head()
    return {"entity": id, "revision": head.head, "results": lookups.holdings(service.graph, id, limit)}


@router.get(
    f"{ENTITY_PATH}/statements", response_model=StatementList, responses=OF_ENTITY, summary="Every source's own words"
)
def statements(id: EntityDep, service: ServiceDep, limit: Limit = 1000) -> dict[str, Any]:
    """What each source says of a party, side by side, past statements too, with links and dates."""
    return {"entity": id, "results": lookups.statements(service.graph, id, limit)}


@router.get(ENTITY_PATH, response_model=EntityShown, responses=OF_ENTITY, summary="One party")
def entity(id: EntityDep, service: ServiceDep) -> dict[str, Any]:
    """Names, identifiers, seats and notices in force. Any identifier of the party redirects to its own id."""
    return lookups.entity(service.graph, id)
