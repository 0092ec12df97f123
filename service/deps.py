"""What a route may ask for: the process's state, the caller's role, and parameters checked with a clear word."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypedDict, cast, get_args, get_origin
from urllib.parse import quote

from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from cypher.errors import GraphError
from cypher.graph import Graph
from cypher.migrate import migrate
from service.auth import Keys, Role
from service.cache import Cache
from service.determine import Determiner
from service.errors import BadRequest, NotAllowed, NotFound
from service.identifiers import readings
from service.lookups import HINT
from service.policy.file import Policies
from service.problems import Moved
from service.settings import Settings

RETRY_AFTER_SECONDS = 1.0
FIRST_DAY = date(1900, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Schema:
    """The database's schema, brought up to date once per process: at the start, or when the graph first answers."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._lock, self._there = graph, threading.Lock(), False
        self._failed: tuple[float, GraphError] | None = None

    def ensure(self) -> None:
        """Returns once the schema is there. Raises GraphError, and is tried again by a later request."""
        if self._there:
            return
        with self._lock:
            # Whoever waited while another one tried in vain need not try in vain again.
            if self._failed is not None and time.monotonic() - self._failed[0] < RETRY_AFTER_SECONDS:
                raise self._failed[1]
            if not self._there:
                try:
                    migrate(self._graph)
                except GraphError as error:
                    self._failed = (time.monotonic(), error)
                    raise
                self._there = True


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that a process holds while it serves."""

    settings: Settings
    graph: Graph
    schema: Schema
    cache: Cache
    policies: Policies
    determiner: Determiner
    keys: Keys


class State(TypedDict):
    """What the lifespan yields to every request."""

    service: Service


def running(request: Request) -> Service:
    """The process's state, whether or not the graph answers."""
    return cast(Service, request.state.service)


def ready(service: Annotated[Service, Depends(running)]) -> Service:
    """The process's state with its schema in place. Raises GraphError."""
    service.schema.ensure()
    return service


RunningDep = Annotated[Service, Depends(running)]
ServiceDep = Annotated[Service, Depends(ready)]

_header = APIKeyHeader(name="X-API-Key", auto_error=False, description="A key of the role hook or operator.")
_bearer = HTTPBearer(auto_error=False, description="The same key as a bearer token.")


def caller(
    service: RunningDep,
    header: Annotated[str | None, Security(_header)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Role:
    """The caller's role. Raises NotAllowed."""
    return service.keys.role(header or (bearer.credentials if bearer else None))


CallerDep = Annotated[Role, Depends(caller)]


def operator(role: CallerDep) -> None:
    """Raises NotAllowed for a caller that is no operator."""
    if role != "operator":
        hint = "Hooks screen with POST /v1/screenings; everything else needs an operator's key."
        raise NotAllowed("not_allowed", "A key of the role hook may not ask this.", hint)


OPERATORS: list[Callable[..., object]] = [operator]


def day(text: str | None, name: str) -> date | None:
    """A day in a query. Raises BadRequest."""
    if text is None:
        return None
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found < FIRST_DAY:
        detail = f"{name} is not a day: {text[:40]!r}."
        raise BadRequest("bad_date", detail, "Write days as 2025-10-01, from 1900 on; they are days in UTC.")
    return found


def instant(text: str | None, name: str) -> datetime | None:
    """An instant in a query, in UTC if it does not say; a day means its first moment. Raises BadRequest."""
    if text is None:
        return None
    try:
        # A plus sign that nobody escaped arrives as a blank.
        found = datetime.fromisoformat(text.replace(" ", "+")) if _DAY.match(text) else None
    except ValueError:
        found = None
    if found is None or found.date() < FIRST_DAY:
        detail = f"{name} is not an instant: {text[:40]!r}."
        raise BadRequest("bad_date", detail, "Write instants as 2025-10-01T12:00:00Z, or a day for its first moment.")
    return found.replace(tzinfo=found.tzinfo or UTC)


def only_declared(request: Request) -> None:
    """Refuses query parameters that a route does not have, and single ones given twice: no typing error is ignored."""
    declared = _declared(request)
    for name, value in request.query_params.multi_items():
        if name not in declared:
            known = ", ".join(sorted(declared)) or "none"
            detail = f"There is no query parameter {name[:40]!r} here."
            raise BadRequest("bad_parameter", detail, f"This address knows: {known}.")
        if not declared[name] and request.query_params.getlist(name) != [value]:
            raise BadRequest("bad_parameter", f"The query parameter {name!r} is given twice.", "Give it once.")


def _declared(request: Request) -> dict[str, bool]:
    """The query parameters of a route, and whether each may be given again."""

    def names(dependant: Dependant) -> dict[str, bool]:
        own = {field.alias: _is_list(field.field_info.annotation) for field in dependant.query_params}
        return own | {name: again for part in dependant.dependencies for name, again in names(part).items()}

    return names(request.scope["route"].dependant)


def _is_list(annotation: Any) -> bool:
    return list in {get_origin(annotation), *map(get_origin, get_args(annotation))}


def entity_id(id: str, request: Request, service: ServiceDep) -> str:
    """The party that the address names by its own id. Raises NotFound; Moved if the address names it otherwise."""
    keys = readings(id)
    rows = service.graph.read("lookup/parties_by_identifiers", keys=keys) if keys else []
    found = {row["key"]: row["id"] for row in reversed(rows)}
    owner: str | None = next((found[key] for key in keys if key in found), None)
    if owner is None:
        raise NotFound("unknown_entity", f"Nobody has the identifier {id[:100]!r}.", HINT)
    if owner != id:
        suffix = request.scope["route"].path.removeprefix(ENTITY_PATH)
        query = f"?{request.url.query}" if request.url.query else ""
        raise Moved(f"{request.scope.get('root_path', '')}/v1/entities/{quote(owner, safe=':@')}{suffix}{query}")
    return owner


ENTITY_PATH = "/v1/entities/{id:path}"
EntityDep = Annotated[str, Depends(entity_id)]
