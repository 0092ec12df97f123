"""``controlpath owners`` and ``controlpath holdings``: one step up, one step down."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from service import lookups
from workers.commands import _context, _show
from workers.commands._parties import party_id

OWNERS_EXAMPLES = _show.examples("controlpath owners GB-COH:00036624", 'controlpath owners "Zleep Hotels A/S" --json')
HOLDINGS_EXAMPLES = _show.examples("controlpath holdings LEI:549300MWKTYN3UPH2V38 --limit 20")

Party = Annotated[str, typer.Argument(metavar="ID-or-NAME", help="An identifier, or exactly the party's name.")]
Limit = Annotated[int, typer.Option(min=1, max=lookups.MAX_HOLDERS, help="Most rows, largest holdings first.")]
Json = Annotated[bool, typer.Option("--json", help="The rows as a JSON list.")]


def owners(party: Party, limit: Limit = 100, json: Json = False) -> None:
    """Who holds something in a party today, with every source of it."""
    with _context.graph(_context.settings()) as graph:
        rows = lookups.owners(graph, party_id(graph, party), limit)
    _show_holdings(rows, json)


def holdings(party: Party, limit: Limit = 100, json: Json = False) -> None:
    """In whom a party holds something today, with every source of it."""
    with _context.graph(_context.settings()) as graph:
        rows = lookups.holdings(graph, party_id(graph, party), limit)
    _show_holdings(rows, json)


def _show_holdings(rows: list[dict[str, Any]], json: bool) -> None:
    if json:
        _show.print_json(rows)
        return
    if not rows:
        _show.note("No source says so: no holding is known.")
        return
    _show.table(
        ("party", "id", "country", "stake", "marks", "sources"),
        [
            (
                row["party"]["name"],
                row["party"]["id"],
                row["party"]["country"],
                row["stake"],
                ", ".join(row["party"]["marks"]),
                ", ".join(sorted({claim["source"] for claim in row["claims"]})),
            )
            for row in rows
        ],
    )
