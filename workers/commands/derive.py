"""``controlpath derive`` and ``controlpath rebuild``: what the workers do, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from service import consolidation
from workers.commands import _context, _show

DERIVE_EXAMPLES = _show.examples("controlpath derive")
REBUILD_EXAMPLES = _show.examples("controlpath rebuild --json")

Json = Annotated[bool, typer.Option("--json", help="What was done as JSON.")]


def derive(json: Json = False) -> None:
    """Derive holdings and marks from all changes that still wait, once.

    What a worker does all the time, in the foreground.
    """
    with _context.graph(_context.settings()) as graph:
        rules = _context.active(_context.policies())
        done = consolidation.catch_up(graph, rules, _context.today())
    if json:
        _show.print_json({"through": done.through, "parties": done.subjects})
    else:
        _show.table(("derived up to revision#", "parties written#"), [(done.through, done.subjects)])


def rebuild(json: Json = False) -> None:
    """Derive everything again from the claims.

    Needed after CONTROLPATH_POLICIES has changed; harmless at any time.
    """
    with _context.graph(_context.settings()) as graph:
        rules = _context.active(_context.policies())
        written = consolidation.rebuild(graph, rules, _context.today())
        done = consolidation.catch_up(graph, rules, _context.today())
    if json:
        _show.print_json({"through": done.through, "parties": written})
    else:
        _show.table(("derived up to revision#", "parties written#"), [(done.through, written)])
