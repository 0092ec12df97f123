"""Lines of FollowTheMoney, written short, and what is read of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.records import (
    PartyRecord,
    Record,
)
from ingest.sources.ftm import SOURCE


def entity(schema: str, properties: dict[str, Any], name: str = "NK-1", **more: Any) -> dict[str, Any]:
    return {"id": name, "schema": schema, "properties": properties, "datasets": ["x"], **more}


def owned(**properties: Any) -> dict[str, Any]:
    return entity("Ownership", {"owner": ["a"], "asset": ["b"]} | properties, "edge-1")


def read_lines(folder: Path, *lines: Any, name: str = "entities.ftm.json") -> list[Record]:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return list(SOURCE.read(path))


def one_of(folder: Path, line: Any) -> Any:
    (found,) = read_lines(folder, line)
    return found


def party_of(folder: Path, schema: str = "Company", **properties: Any) -> PartyRecord:
    party = one_of(folder, entity(schema, {"name": ["Invented"]} | properties))
    assert isinstance(party, PartyRecord), party
    return party
