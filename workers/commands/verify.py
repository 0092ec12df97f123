"""``controlpath verify``: do both engines say the same of every party?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from service.verify import verify
from workers.commands import _context, _show

EXAMPLES = _show.examples("controlpath verify --sample 200", "controlpath verify --all --json")
SAMPLE = 500


def run(
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=f"So many random parties. [default: {SAMPLE}]")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every party.")] = False,
    seed: Annotated[int, typer.Option(help="Which random parties.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Do both engines say the same of every party?

    What the workers derived and the Cypher engine finds is compared with what the memory engine finds from the claims.

    A difference between the engines is printed with a minimal case that shows it. Where both agree on what the claims
    say, what is stored is stale.

    Exit code 1 if they differ anywhere, or if something is not derived yet.
    """
    if every and sample is not None:
        raise _context.CommandError("--all and --sample exclude each other.")
    with _context.graph(_context.settings()) as graph:
        rules = _context.active(_context.policies())
        report = verify(graph, rules, _context.today(), None if every else sample or SAMPLE, seed)
    found = report.as_dict()
    if json:
        _show.print_json(found)
    elif report.differences:
        _show.table(
            ("party", "stored", "what", "memory", "cypher"),
            [(one["party"], one["stored"], one["what"], one["memory"], one["cypher"]) for one in report.differences],
        )
        for cause in report.causes:
            _explain(cause)
    _show.note(
        f"{report.checked} parties compared under {', '.join(rule.id for rule in rules)} at revision {report.head}: "
        + (f"{len(report.differences)} differences." if report.differences else "no difference.")
    )
    if report.through < report.head:
        _show.note(f"Derived up to revision {report.through} only. Is a worker running? Or: controlpath derive")
    if not found["equal"]:
        _context.leave(_context.NEGATIVE)


def _explain(cause: dict[str, Any]) -> None:
    if cause["cause"] == "engines":
        _show.note(f"{cause['party']}: the engines differ under {cause['policy']}. The smallest case that shows it:")
        _show.print_json(cause["case"])
        return
    _show.note(
        f"{cause['party']}: both engines agree on what the claims say; what is stored is stale "
        f"({', '.join(cause['stored'])}). To derive it again: controlpath rebuild"
    )
