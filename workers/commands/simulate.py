"""``controlpath simulate``: who would flip under another policy?"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from service.lookups import lists_loaded
from service.simulation import Simulation
from service.simulation import simulate as simulated
from workers.commands import _context, _show

EXAMPLES = _show.examples(
    "controlpath simulate house-rule.toml",
    "controlpath simulate house-rule.toml --csv flips.csv",
    "controlpath simulate eu-50 --against ofac-50 --json",
)
COLUMNS = ("id", "name", "kind", "before", "after")


def run(
    policy: Annotated[str, typer.Argument(metavar="POLICY.toml|ID", help="The policy to try.")],
    against: Annotated[
        str, typer.Option(metavar="ID|FILE.toml", help="The policy to compare it with.")
    ] = "unsupported-regions",
    examples: Annotated[int, typer.Option(min=0, max=1000, help="So many parties of each change are shown.")] = 5,
    as_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every party that would flip there.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Counts and examples as JSON.")] = False,
) -> None:
    """Who would flip under another policy? The graph is left as it was.

    The whole of it is marked under the policy, beside the live marks; the scratch marks are removed. Compared are the
    sets that decide before flags: certain (restricted), possible (review), cleared, open (unknown).
    """
    known, today = _context.policies(), _context.today()
    tried, other = (_context.rule(known, name, today) for name in (policy, against))
    kept = other in _context.active(known)
    with ExitStack() as stack:
        write = _writer(stack, as_csv)
        graph = stack.enter_context(_context.graph(_context.settings()))
        head = graph.read("outbox/head")[0]
        if head["through"] < head["head"]:
            raise _context.CommandError(
                f"Holdings and marks are derived up to revision {head['through']} only; the newest is {head['head']}.",
                hint="Is a worker running? Or: controlpath derive",
                code=_context.NEGATIVE,
            )
        there = lists_loaded(graph)
        for rule in (tried, other):
            if missing := rule.missing_lists(there):
                _show.note(f"{rule.id} reads lists that are not loaded ({', '.join(missing)}): nobody is on them.")
        result = simulated(graph, tried, other, today, kept=kept, examples=examples, each=write)
    if json:
        _show.print_json(result.as_dict())
    else:
        _print(result)
    _show.note(
        f"{result.flips} of {result.parties} parties would flip under {tried.id} {tried.version} "
        f"against {other.id} {other.version} at revision {result.head}."
    )
    if result.moved:
        _show.note("The graph changed meanwhile: some of this may be of an earlier revision, some of a later one.")


def _writer(stack: ExitStack, path: Path | None) -> Any:
    if path is None:
        return lambda _: None
    try:
        file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    except OSError as error:
        raise _context.CommandError(f"{path} cannot be written: {error.strerror}.") from None
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    return lambda row: writer.writerow([_show.cell(row[name]) for name in COLUMNS])


def _print(result: Simulation) -> None:
    rows = []
    for change in result.as_dict()["changes"]:
        names = "; ".join(_show.name_of(party) for party in change["examples"])
        rows.append((_show.styled(change["from"]), _show.styled(change["to"]), change["count"], names))
    _show.table(("from", "to", "parties#", "for example"), rows)
