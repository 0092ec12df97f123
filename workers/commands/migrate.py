"""``controlpath migrate``: bring the graph to this code's schema."""

from __future__ import annotations

from typing import Annotated

import typer

from cypher import migrate as migrations
from workers.commands import _context, _show

EXAMPLES = _show.examples("controlpath migrate", "controlpath migrate --json")


def run(
    json: Annotated[bool, typer.Option("--json", help="The names of what was applied, as a JSON list.")] = False,
) -> None:
    """Bring the graph to this code's schema.

    Applies the migrations that the graph lacks, in order. They only go forward; none is applied twice.
    """
    with _context.graph(_context.settings(), migrated=False) as graph:
        applied = migrations.migrate(graph)
    if json:
        _show.print_json(applied)
    elif applied:
        _show.table(("applied",), [(name,) for name in applied])
    _show.note(f"{len(applied)} migrations applied; the schema is complete.")
