"""``controlpath sources``: what can be loaded, and what has been."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cypher.errors import GraphError
from ingest.registry import sources as known
from service import lookups
from workers.commands import _context, _show

EXAMPLES = _show.examples("controlpath sources", "controlpath sources --json")


def run(
    json: Annotated[bool, typer.Option("--json", help="The rows as a JSON list.")] = False,
) -> None:
    """Which sources are known, and how old is what they have said?

    Works without a graph, too; it then says nothing of loads.
    """
    loaded = _loaded()
    rows = [
        {
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "licence": source.licence,
            "grade": source.grade,
            "files": list(source.files),
            "loaded": loaded.get(source.id),
        }
        for source in known().values()
    ]
    if json:
        _show.print_json(rows)
        return
    _show.table(
        ("source", "title", "grade", "records#", "loaded", "newest", "stale", "files"),
        [_row(row, loaded.get(str(row["id"]), {})) for row in rows],
    )


def _row(row: dict[str, Any], at: dict[str, Any]) -> tuple[Any, ...]:
    stale = ("yes" if at["stale"] else "no") if at else None
    loaded = str(at["loaded_at"])[:19] if at.get("loaded_at") else "never"
    files = ", ".join(row["files"])
    return row["id"], row["title"], row["grade"], at.get("records"), loaded, at.get("published_max"), stale, files


def _loaded() -> dict[str, dict[str, Any]]:
    names = ("loaded_at", "records", "published_max", "age_days", "stale")
    try:
        with _context.graph(_context.settings()) as graph:
            return {row["id"]: {name: row[name] for name in names} for row in lookups.sources(graph)}
    except (_context.CommandError, GraphError) as error:
        _show.note(f"What has been loaded is not known: {error}")
        return {}
