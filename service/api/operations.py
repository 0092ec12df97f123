"""Is the process alive, is the service ready, and how far has the graph come?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends

from cypher.migrate import require
from service.api.shapes import Freshness, Health, Readiness, problems
from service.cache import Cache
from service.deps import CallerDep, RunningDep, ServiceDep, only_declared
from service.lookups import sources

router = APIRouter(tags=["operate"], dependencies=[Depends(only_declared)])


@router.get("/healthz", response_model=Health, summary="Is the process alive?")
async def healthz() -> dict[str, str]:
    """Always ok while the process can answer at all. Needs no key; says nothing of the graph."""
    return {"status": "ok"}


@router.get(
    "/readyz", response_model=Readiness, responses=problems("schema_missing"), summary="Can it answer questions?"
)
def readyz(service: RunningDep) -> dict[str, Any]:
    """Ready if the graph answers and has this version's schema; else a problem with 503. Needs no key."""
    service.schema.ensure()
    require(service.graph)
    return {"status": "ready", "revision": service.determiner.head().head}


@router.get("/freshness", response_model=Freshness, responses=problems(), summary="How fresh is what it knows?")
def freshness(service: ServiceDep, _: CallerDep) -> dict[str, Any]:
    """How far the graph has come, how far it is derived, how old each source is, and whether the cache answers."""
    head = service.determiner.head()
    pending = service.graph.read("outbox/changes_after", after=head.through, limit=1)
    now = datetime.now(UTC)
    return {
        "head": head.head,
        "through": head.through,
        "lag": head.head - head.through,
        "lag_seconds": max(0, int((now - pending[0]["at"]).total_seconds())) if pending else 0,
        "epoch": head.epoch,
        "sources": sources(service.graph),
        "cache": _cache(service.cache, service.settings.redis_cache_url is not None, now),
    }


def _cache(cache: Cache, configured: bool, now: datetime) -> dict[str, bool]:
    if not configured:
        return {"configured": False, "reachable": False}
    word = now.isoformat().encode()
    cache.put("freshness:probe", word)
    return {"configured": True, "reachable": cache.get("freshness:probe") is not None}
