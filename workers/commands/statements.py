"""``controlpath statements``: every source's words on one party, side by side."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from service import lookups
from workers.commands import _context, _show
from workers.commands._parties import party_id

EXAMPLES = _show.examples(
    "controlpath statements GB-COH:00036624", "controlpath statements LEI:5299000J2N45DDNE4Y28 --past"
)


def run(
    party: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="An identifier, or exactly the party's name.")],
    past: Annotated[bool, typer.Option("--past", help="Also what has ended or was withdrawn.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=lookups.MAX_CLAIMS, help="Most claims shown.")] = 200,
    json: Annotated[bool, typer.Option("--json", help="The rows as a JSON list.")] = False,
) -> None:
    """What does each source say of a party, in its own words, and where?"""
    with _context.graph(_context.settings()) as graph:
        rows = lookups.statements(graph, party_id(graph, party), limit)
    if not past:
        rows = [row for row in rows if row["current"]]
    if json:
        _show.print_json(rows)
        return
    _show.table(
        ("what", "says", "own words", "since", "until", "source", "record", "link"),
        [
            (
                row["what"],
                _says(row),
                row["stated"],
                row["valid_from"],
                row["valid_to"],
                row["source"],
                row["record"],
                row["url"],
            )
            for row in sorted(rows, key=lambda row: (row["what"], row["text"] or "", row["source"] or ""))
        ],
    )


def _says(row: dict[str, Any]) -> str:
    other = row.get("other")
    if not other:
        return str(row["text"])
    name = other.get("name") or other["id"]
    return f"{row['text']} held by {name}" if row["role"] == "subject" else f"holds {row['text']} of {name}"
