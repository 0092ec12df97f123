"""``controlpath determine``: one party's determination, with its proof."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Annotated

import typer

from workers.commands import _context, _show
from workers.commands._parties import party_id
from workers.commands._proof import show_determination

EXAMPLES = _show.examples(
    "controlpath determine LEI:2138008KTNTDICZU8L25",
    'controlpath determine "Zleep Hotels A/S" --as-of 2024-01-01',
    "controlpath determine GB-COH:00036624 --policy house-rule.toml --json",
)


def run(
    party: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="An identifier, or exactly the party's name.")],
    policy: Annotated[
        str, typer.Option(metavar="ID|FILE.toml", help="The rule: a known policy, or a policy file.")
    ] = "unsupported-regions",
    as_of: Annotated[
        date | None,
        typer.Option(parser=_context.day, metavar="DATE", help="When it was true in the world. Default: today, UTC."),
    ] = None,
    known_at: Annotated[
        datetime | None,
        typer.Option(parser=_context.instant, metavar="TIME", help="Use only what had been recorded by then."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The determination as JSON, as the API gives it.")] = False,
) -> None:
    """Is a party majority-owned or controlled from a restricted place, and why?

    Shows verdict, decision, the deciding holdings with their sources, and where the way up stays open.
    A name that several parties bear is answered with their list on stderr and exit code 2.
    """
    known = _context.policies()
    rule = _context.rule(known, policy, as_of or _context.today())
    with _context.determiner() as (graph, determiner):
        answer = determiner.determine(party_id(graph, party), rule, as_of, known_at)
    if json:
        sys.stdout.write(answer.payload.decode() + "\n")
    else:
        show_determination(answer.document)
