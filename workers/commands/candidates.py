"""``controlpath candidates find|list|show|propose|confirm|reject`` and ``parties part``: who is who, by persons."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer

from service import decisions
from service.candidates import find
from service.likely import LEAST
from service.parting import part
from service.queue import ring
from workers.commands import _context, _show

FIND_EXAMPLES = _show.examples("controlpath candidates find", "controlpath candidates find --least 85 --json")
LIST_EXAMPLES = _show.examples(
    "controlpath candidates list", "controlpath candidates list --status rejected --limit 20 --json"
)
SHOW_EXAMPLES = _show.examples("controlpath candidates show 0123456789abcdef")
CONFIRM_EXAMPLES = _show.examples(
    'controlpath candidates confirm 0123456789abcdef --by ann --reason "same address and directors"',
    'controlpath candidates confirm 0123456789abcdef --by bob --reason "checked in both registers"',
)
PROPOSE_EXAMPLES = _show.examples(
    'controlpath candidates propose LEI:2138008KTNTDICZU8L25 GB-COH:01126618 --by ann --reason "the filing says so"'
)
REJECT_EXAMPLES = _show.examples(
    'controlpath candidates reject 0123456789abcdef --by ann --reason "other directors, other address"'
)
PART_EXAMPLES = _show.examples(
    'controlpath parties part LEI:2138008KTNTDICZU8L25 GB-COH:01126618 --by ann --reason "the number is a misprint"'
)

By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who decides; kept for good.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept for good.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="A candidate's id, as `candidates list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]

app = typer.Typer(
    no_args_is_help=True,
    help="Companies that may be one though no identifier says so: find them, look, and decide.",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
parties = typer.Typer(
    no_args_is_help=True,
    help="Undo what was joined.",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


@app.callback()
def _candidates() -> None:
    pass


@parties.callback()
def _parties() -> None:
    pass


@app.command("find", epilog=FIND_EXAMPLES)
def find_candidates(
    least: Annotated[int, typer.Option(min=1, max=100, help="The least score that is put before a person.")] = LEAST,
    json: Json = False,
) -> None:
    """Look for companies with like names in one country. Nothing is joined: persons confirm or reject.

    Never candidates: two numbers of one register, what a person has parted, what a person has rejected unless score or
    reasons are others now. Persons are not looked at.
    """
    with _context.graph(used := _context.settings()) as graph:
        found = find(graph, least)
    ring(used.broker_url)
    if json:
        _show.print_json(asdict(found))
        return
    columns = ("companies", "blocks", "pairs", "open", "new", "closed", "rejected")
    _show.table([f"{name}#" for name in columns], [[getattr(found, name) for name in columns]])
    if found.too_many:
        names = ", ".join(found.too_many[:10])
        _show.note(f"{len(found.too_many)} names are borne by too many companies to say anything: {names}")


@app.command("list", epilog=LIST_EXAMPLES)
def list_candidates(
    status: Annotated[Literal["open", "rejected", "gone"], typer.Option(help="Which of them.")] = "open",
    least: Annotated[int, typer.Option(min=0, max=100, help="The least score.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most rows, the likeliest first.")] = 50,
    json: Json = False,
) -> None:
    """Candidates, the likeliest first. Exit code 1 if there is none."""
    with _context.graph() as graph:
        rows = decisions.listed(graph, status, least=least, limit=limit)
    if json:
        _show.print_json(rows)
    elif rows:
        _show.table(
            ("id", "score#", "party", "may be", "reasons", "waits for a second person after"),
            [
                (row["id"], row["score"], *map(_party, row["parties"]), "; ".join(row["reasons"]), row["confirmed_by"])
                for row in rows
            ],
        )
    if not rows:
        _show.note("There is no such candidate. They are made by: controlpath candidates find")
        _context.leave(_context.NEGATIVE)


@app.command("show", epilog=SHOW_EXAMPLES)
def show_candidate(id: Id, json: Json = False) -> None:
    """One candidate: both parties side by side, the score with its reasons, and what was decided."""
    with _context.graph() as graph:
        row = decisions.shown(graph, id)
    if json:
        _show.print_json(row)
        return
    one, other = row["parties"]
    sides = [(name, one[name], other[name]) for name in ("id", "name", "kind", "country")]
    sides += [(name, "\n".join(one[name]), "\n".join(other[name])) for name in ("names", "identifiers", "marks")]
    _show.table(("", "one", "other"), sides, title=f"{id}  {row['status']}, score {row['score']}")
    _show.table(("", ""), [(name, _text(row[name])) for name in row if name not in ("id", "parties") and row[name]])


@app.command("propose", epilog=PROPOSE_EXAMPLES)
def propose(
    one: Annotated[str, typer.Argument(metavar="IDENTIFIER", help="Of the one party.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Of the other party.")],
    by: By,
    reason: Reason,
    json: Json = False,
) -> None:
    """Say that two parties are one whose names are not alike, or that were parted. A second person confirms it."""
    with _context.graph(used := _context.settings()) as graph:
        done = decisions.propose(graph, one, other, by, reason)
    ring(used.broker_url)
    _told(asdict(done), f"Proposed as {done.id}. A second person has to confirm it.", json)


@app.command("confirm", epilog=CONFIRM_EXAMPLES)
def confirm(id: Id, by: By, reason: Reason, json: Json = False) -> None:
    """They are one. One person's word waits (exit code 4); with that of a second, different one they are joined."""
    with _context.graph(used := _context.settings()) as graph:
        done = decisions.confirm(graph, id, by, reason)
    ring(used.broker_url)
    words = {
        "joined": f"Joined: {done.parties[0]} is both now. Undo it with: controlpath parties part",
        "waiting": "Noted. A second person has to confirm it before the two are joined.",
    }
    _told(asdict(done), words[done.outcome], json)
    if done.outcome == "waiting":
        _context.leave(_context.HELD)


@app.command("reject", epilog=REJECT_EXAMPLES)
def reject(id: Id, by: By, reason: Reason, json: Json = False) -> None:
    """They are not one. Remembered with the reason; proposed again only if score or reasons are others then."""
    with _context.graph(used := _context.settings()) as graph:
        done = decisions.reject(graph, id, by, reason)
    ring(used.broker_url)
    _told(asdict(done), "Rejected, and remembered.", json)


@parties.command("part", epilog=PART_EXAMPLES)
def part_party(
    keep: Annotated[str, typer.Argument(metavar="IDENTIFIER", help="Of the one party.")],
    away: Annotated[str, typer.Argument(metavar="OTHER", help="Of the other party.")],
    by: By,
    reason: Reason,
    json: Json = False,
) -> None:
    """Make two parties of one that bears both identifiers, and never join the two again.

    Claims, seats, notices and identifiers go to the party whose records, or by whose identifiers, they were stated.
    """
    with _context.graph(used := _context.settings()) as graph:
        done = part(graph, keep, away, by, reason)
    ring(used.broker_url)
    identifiers = ", ".join(done.identifiers)
    _told(asdict(done), f"Parted: {done.leaves} (with {identifiers}) is no longer {done.stays}.", json)


def _told(answer: dict[str, Any], words: str, json: bool) -> None:
    if json:
        _show.print_json(answer)
    else:
        _show.console().print(words)


def _party(party: dict[str, Any]) -> str:
    return f"{_show.name_of(party)}\n{party['id']}"


def _text(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)
