"""``controlpath search``: parties by identifier, name or words."""

from __future__ import annotations

from typing import Annotated

import typer

from service import lookups
from workers.commands import _context, _show
from workers.commands._parties import show_parties

EXAMPLES = _show.examples("controlpath search zleep hotels", "controlpath search 2138008KTNTDICZU8L25 --json")


def run(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="An identifier, a name, or words of one.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most parties shown.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="The rows as a JSON list.")] = False,
) -> None:
    """Find a party. Exit code 1 if there is none."""
    with _context.graph(_context.settings()) as graph:
        rows = lookups.search(graph, " ".join(words), limit)
    if json:
        _show.print_json(rows)
    elif rows:
        show_parties(rows)
    if not rows:
        _show.note("No party has such a name or identifier.")
        _context.leave(_context.NEGATIVE)
