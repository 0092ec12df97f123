"""Which party does a person mean? An identifier or an exact name names one; anything else is asked back."""

from __future__ import annotations

from typing import Any

from cypher.graph import Graph
from service.lookups import search
from workers.commands._context import CommandError
from workers.commands._show import table

MOST = 20


def party_id(graph: Graph, text: str) -> str:
    """The id of the one party that ``text`` names. Raises CommandError; the candidates are listed on stderr."""
    found = search(graph, text, limit=MOST)
    for match in ("identifier", "name"):
        fitting = [row for row in found if row["match"] == match]
        if len(fitting) == 1:
            id_: str = fitting[0]["id"]
            return id_
        if fitting:
            found = fitting
            break
    if not found:
        raise CommandError(
            f"No party answers to {text[:100]!r}.",
            hint="Identifiers look like LEI:2138008KTNTDICZU8L25 or GB-COH:01126618; try: controlpath search WORDS",
        )
    show_parties(found, stderr=True)
    exact = found[0]["match"] != "words"
    what = "is the name of several parties" if exact else "is nobody's exact name or identifier; these come near"
    raise CommandError(f"{text[:100]!r} {what}.", hint="Give the id of the one you mean (first column).")


def show_parties(rows: list[dict[str, Any]], *, stderr: bool = False) -> None:
    """Parties as a table: id, name, kind, country, marks, status."""
    columns = ("id", "name", "kind", "country", "marks", "status", "match")
    table(
        columns,
        [[*(row[name] for name in columns[:4]), ", ".join(row["marks"]), row["status"], row["match"]] for row in rows],
        stderr=stderr,
    )
