"""The HTTP service: ``create_app`` puts together settings, state, middleware and routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool

from cypher.errors import BadQuery, GraphError
from cypher.graph import Graph
from cypher.names import name_key
from service import problems, telemetry
from service.api import (
    changes,
    determinations,
    entities,
    evaluations,
    identities,
    landing,
    operations,
    policies,
    screenings,
    sources,
)
from service.auth import Keys
from service.cache import Cache
from service.deps import Schema, Service, State
from service.determine import Determiner
from service.limits import BodyLimit, LocalOnly
from service.policy.file import Policies
from service.settings import Settings

VERSION = "0.1.0"
QUERY_SECONDS = 10.0
PATIENCE_SECONDS = 1.5
"""How long a request waits for a graph that does not answer before it says so."""

log = structlog.get_logger(__name__)

DESCRIPTION = """
Is this party majority-owned or controlled, directly or indirectly, from a restricted jurisdiction?

* **Provisioning hooks** use one address: `POST /v1/screenings`. Act on `decision` alone: `allow`, `hold`, `deny`.
  Whatever is not a 200 with `decision: allow` is a hold: time-outs, refusals, unknown fields, a broken connection.
* **Analysts** search, read a party, its owners and what it holds, and ask for a determination with its proof.
* **Shares** are exact decimal strings of percent; days are days in UTC; `revision` counts the changes of the graph.
* **Errors** are `application/problem+json` with a stable `code` and a `hint`.
"""
TAGS = [
    {"name": "hooks", "description": "For provisioning hooks: one customer in, one decision out."},
    {"name": "analysts", "description": "What is stored, and what follows from it."},
    {"name": "identity", "description": "Who is who, where a person has to decide."},
    {"name": "policies", "description": "The rules that determinations apply."},
    {"name": "operate", "description": "Is it alive, ready, and how far has it come?"},
]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without ``settings`` those of the environment.

    Raises UnsafeStart if strangers could ask without a key, BadPolicy for a policy file at fault, and BadQuery for an
    address of a graph that is none. Nothing is connected before the application starts.
    """
    telemetry.configure()
    settings = settings or Settings()
    keys = Keys.of(settings)
    directories = [Path(settings.controlpath_policy_dir).expanduser()] if settings.controlpath_policy_dir else []
    rules = Policies(*directories)
    uri = settings.neo4j_uri
    if uri is None:
        raise BadQuery("NEO4J_URI is not set.", hint="Set it to the graph's Bolt address: bolt://127.0.0.1:7687")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        auth = (settings.neo4j_username, settings.neo4j_password.get_secret_value())
        graph = Graph.connect(uri, auth, settings.neo4j_database, timeout=QUERY_SECONDS, patience=PATIENCE_SECONDS)
        url = settings.redis_cache_url.get_secret_value() if settings.redis_cache_url else None
        cache = Cache(url)
        service = Service(settings, graph, Schema(graph), cache, rules, Determiner(graph, rules, cache), keys)
        name_key("the first call loads tables, Ltd")
        try:
            await run_in_threadpool(service.schema.ensure)
        except GraphError as error:
            log.warning("graph_not_ready", error=str(error))
        try:
            yield {"service": service}
        finally:
            cache.close()
            graph.close()

    # The documentation's scripts come from this server: a browser behind a firewall, or offline, sees them too.
    app = FastAPIOffline(
        title="Controlpath",
        version=VERSION,
        summary="Who is controlled from where, with the proof.",
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=TAGS,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    problems.install(app)
    for module in (
        screenings,
        determinations,
        entities,
        evaluations,
        policies,
        identities,
        sources,
        changes,
        operations,
        landing,
    ):
        app.include_router(module.router)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit)
    if keys.none:
        app.add_middleware(LocalOnly)
    app.add_middleware(telemetry.Telemetry)
    return app
