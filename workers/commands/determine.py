"""``controlpath determine``: one party's determination, with its proof."""

from __future__ import annotations

import sys
from datetime import date, datetime
from json import loads
from typing import Annotated, Literal

import typer
from rich.text import Text

from service import several
from service.stored import Stored, encoded
from workers.commands import _context, _show
from workers.commands._parties import party_id
from workers.commands._proof import show_determination

EXAMPLES = _show.examples(
    "controlpath determine LEI:2138008KTNTDICZU8L25",
    'controlpath determine "Zleep Hotels A/S" --as-of 2024-01-01',
    "controlpath determine LEI:2138008KTNTDICZU8L25 --known-at 2025-06-30T12:00:00Z --store",
    "controlpath determine GB-COH:00036624 --policy house-rule.toml --json",
    "controlpath determine GB-COH:00036624 --policy unsupported-regions --policy house-rule.toml",
)


def run(
    party: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="An identifier, or exactly the party's name.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID|FILE.toml",
            help="The rule: a known policy, or a policy file. Given again, the strictest decides. "
            "[default: unsupported-regions]",
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(parser=_context.day, metavar="DATE", help="When it was true in the world. Default: today, UTC."),
    ] = None,
    known_at: Annotated[
        datetime | None,
        typer.Option(parser=_context.instant, metavar="TIME", help="Use only what had been recorded by then."),
    ] = None,
    detail: Annotated[
        Literal["auto", "full"], typer.Option(help="full: readings and flips also of a large closure.")
    ] = "auto",
    store: Annotated[
        bool, typer.Option("--store", help="Keep it in the graph, to be replayed; its id is told on stderr.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The determination as JSON, as the API gives it.")] = False,
) -> None:
    """Is a party majority-owned or controlled from a restricted place, and why?

    Shows verdict, decision, the deciding holdings with their sources, and where the way up stays open; of several
    policies one after the other, and last what the strictest of them says.
    A name that several parties bear is answered with their list on stderr and exit code 2.
    """
    if store and detail == "full":
        raise _context.CommandError("A determination is stored as it is without --detail full.", hint="Leave one out.")
    rules = _context.rules(_context.policies(), policy or ["unsupported-regions"], as_of or _context.today())
    with _context.determiner() as (graph, determiner):
        id_ = party_id(graph, party)
        if store:
            payloads = [_stored(determiner.store(id_, rule, as_of, known_at)) for rule in rules]
            payload = payloads[0] if len(rules) == 1 else encoded(several.together([loads(one) for one in payloads]))
        elif len(rules) == 1:
            payload = determiner.determine(id_, rules[0], as_of, known_at, full=detail == "full").payload
        else:
            payload = encoded(several.determine(determiner, id_, rules, as_of, known_at, full=detail == "full"))
    if json:
        sys.stdout.write(payload.decode() + "\n")
        return
    answer = loads(payload)
    for document in answer.get("results", [answer]):
        show_determination(document)
    if len(rules) > 1:
        decided = f"the strictest is {answer['policy']['id']} {answer['policy']['version']}: {answer['verdict']}"
        _show.console().print(Text.assemble("decision ", _show.styled(answer["decision"]), f"  {decided}"))


def _stored(kept: Stored) -> bytes:
    _show.note(f"{'Stored' if kept.created else 'It was stored already,'} as {kept.id}.")
    return kept.payload
