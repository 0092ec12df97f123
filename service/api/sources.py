"""``GET /v1/sources``: where the facts come from, how old they are, and how well they were read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from service import lookups
from service.api.shapes import SourceQuality, problems
from service.deps import OPERATORS, ServiceDep, only_declared

router = APIRouter(prefix="/v1", tags=["analysts"], dependencies=[*map(Depends, OPERATORS), Depends(only_declared)])


@router.get("/sources", response_model=list[SourceQuality], responses=problems(), summary="Every source")
def sources(service: ServiceDep) -> list[dict[str, Any]]:
    """Publisher, licence, grade, promise and age of every source that was ever loaded; of its last load the records,
    those refused, references to parties that nobody describes, and how many records state each field."""
    return lookups.sources(service.graph)
