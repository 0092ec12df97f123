"""``controlpath sources``: what can be loaded, and what has been."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from cypher.errors import GraphError
from ingest.registry import source as source_of
from ingest.registry import sources as known
from service import lookups
from workers.commands import _context, _show

EXAMPLES = _show.examples("controlpath sources", "controlpath sources gleif-level1", "controlpath sources --json")
NAMES = (
    "loaded_at", "records", "published_max", "age_days", "stale", "refused", "dangling", "superseded",
    "quarantined_links", "filled", "cursor", "lists", "loading",
)  # fmt: skip


def run(
    name: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="Only this one, with its data quality.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The rows as a JSON list.")] = False,
) -> None:
    """Which sources are known, how old is what they have said, and how well was it read?

    Works without a graph, too; it then says nothing of loads.
    """
    chosen = [source_of(name)] if name else list(known().values())
    loaded = _loaded()
    rows = [
        {
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "licence": source.licence,
            "grade": source.grade,
            "rank": source.rank,
            "promised_age_days": source.promised_age_days,
            "lists": list(source.lists),
            "files": list(source.files),
            "loaded": loaded.get(source.id),
        }
        for source in chosen
    ]
    if json:
        _show.print_json(rows)
    elif name:
        _show.table(("", ""), _report(rows[0]), title=f"{rows[0]['id']}: {rows[0]['title']}")
    else:
        _show.table(
            ("source", "title", "grade", "records#", "loaded", "newest", "stale", "files"),
            [_row(row, loaded.get(str(row["id"]), {})) for row in rows],
        )


def _report(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The quality of a source's data, in the dimensions in which registers report it."""
    yield "publisher", f"{row['publisher']}, {row['url']}"
    yield "licence", row["licence"]
    yield "grade, rank", f"{row['grade']}, {row['rank']}"
    if row["lists"]:
        yield "lists", ", ".join(row["lists"])
    at = row["loaded"]
    if not at or not at["loaded_at"]:
        yield "loaded", "never"
        return
    late = "older than promised" if at["stale"] else "as promised"
    yield "loaded", f"{str(at['loaded_at'])[:19]}, {at['records']:,} records"
    yield "currency", f"{at['age_days']} days old, {row['promised_age_days']} promised: {late}"
    refused, records = at["refused"] or 0, at["records"] or 0
    yield "validity", f"{refused:,} records refused, {_percent(refused, records + refused)}"
    yield "uniqueness", f"{at['superseded'] or 0:,} said again; {at['quarantined_links'] or 0:,} links not believed"
    yield "integrity", f"{at['dangling'] or 0:,} parties named and never described"
    for kind, counts in at["filled"].items():
        total = counts["records"]
        yield (
            f"completeness of {total:,} {kind}s",
            ", ".join(f"{name} {_percent(count, total)}" for name, count in counts.items() if name != "records"),
        )
    if now := at["loading"]:
        count = f", {now['done']:,} of {now['total'] or '?'} records" if now["done"] is not None else ""
        yield (
            "scheduled load",
            f"{now['state']} {now['file']}{count}, {str(now['at'])[:19]} {now['detail'] or ''}".strip(),
        )
    if at["cursor"]:
        yield "stream resumes", at["cursor"]


def _percent(part: int, whole: int) -> str:
    tenths = part * 1_000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10} %"


def _row(row: dict[str, Any], at: dict[str, Any]) -> tuple[Any, ...]:
    stale = ("yes" if at["stale"] else "no") if at else None
    loaded = str(at["loaded_at"])[:19] if at.get("loaded_at") else "never"
    files = ", ".join(row["files"])
    return row["id"], row["title"], row["grade"], at.get("records"), loaded, at.get("published_max"), stale, files


def _loaded() -> dict[str, dict[str, Any]]:
    try:
        with _context.graph(_context.settings()) as graph:
            return {row["id"]: {name: row[name] for name in NAMES} for row in lookups.sources(graph)}
    except (_context.CommandError, GraphError) as error:
        _show.note(f"What has been loaded is not known: {error}")
        return {}
