"""Brings a database to this code's schema: numbered files of ``schema/``, forward only, each applied once."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cypher import ROOT, Query, parse
from cypher.errors import SchemaMissing
from cypher.graph import Graph

_PATIENCE = 900.0  # seconds; an index over a full graph takes minutes to fill


def migrate(graph: Graph) -> list[str]:
    """Applies what is missing and returns the names of the files applied, oldest first.

    Each statement has its own transaction and can be repeated without harm, so a broken run is finished by the
    next one and two at once do no damage. Raises SchemaMissing, and changes nothing, if an applied file has
    changed since or if the database was migrated by newer code.
    """
    patient = graph.with_timeout(_PATIENCE)
    patient.write("admin/migration_key")
    pending = _pending(patient.read("admin/migrations"))
    for name in pending:
        for statement in _statements(name):
            patient.write(statement)
        patient.write("admin/migration_done", name=name, checksum=_checksum(name), at=datetime.now(UTC))
    if pending:
        patient.read("admin/await_indexes", seconds=int(_PATIENCE))
    return pending


def require(graph: Graph) -> None:
    """Returns if the database has exactly this code's schema; raises SchemaMissing if not. Changes nothing."""
    if pending := _pending(graph.read("admin/migrations")):
        raise SchemaMissing(
            f"The database lacks {len(pending)} of this code's migrations, first {pending[0]}.",
            hint="Run: python -m cypher migrate",
        )


def _pending(done: list[dict[str, str]]) -> list[str]:
    files = sorted(path.stem for path in (ROOT / "schema").glob("*.cypher"))
    for row in done:
        if row["name"] not in files:
            raise SchemaMissing(
                f"The database has the migration {row['name']}, which this code does not know.",
                hint="It was migrated by a newer version; use that one. Migrations only go forward.",
            )
        if row["checksum"] != _checksum(row["name"]):
            raise SchemaMissing(
                f"The migration {row['name']} has changed after it was applied.",
                hint="Restore the file and put the change into a new one.",
            )
    known = {row["name"] for row in done}
    return [name for name in files if name not in known]


def _statements(name: str) -> list[Query]:
    return parse(f"schema/{name}", _text(name))


def _checksum(name: str) -> str:
    return hashlib.sha256(_text(name).encode()).hexdigest()


def _text(name: str) -> str:
    return (ROOT / "schema" / f"{name}.cypher").read_text(encoding="utf-8")
