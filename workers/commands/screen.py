"""``controlpath screen``: a list of customers in, a decision for each out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from service.screening import screen
from workers.commands import _context, _show
from workers.commands._customers import COLUMNS, Row, opened, rows

EXAMPLES = _show.examples(
    "controlpath screen customers.csv",
    "controlpath screen customers.csv -o decisions.csv",
    "cut -f1-3 crm.tsv | controlpath screen - --json",
)
ANSWER = ("line", "decision", "verdict", "reason_codes", "sentence", "party_id", "party_name", "policy", "revision")
OUTCOMES = ("allow", "hold", "deny", "not found", "bad row")
Result = dict[str, Any]


def run(
    customers: Annotated[str, typer.Argument(metavar="CUSTOMERS.csv|-", help="The list; - reads stdin.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT.csv", help="Write a decision per row there, as CSV.")
    ] = None,
    policy: Annotated[
        list[str] | None, typer.Option(metavar="ID|FILE.toml", help="May be given again; the strictest decides.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="JSON Lines, one customer a line; with -o the summary as JSON.")
    ] = False,
) -> None:
    """Screen a list of customers: a decision, a verdict and the reasons for each.

    The first line names the columns: identifier (LEI:..., GB-COH:...; several parted by |), name, country (ISO code),
    customer_ref, address, number, domain. Comma, semicolon and tab are all understood. An allow needs an identifier,
    or name and country and one more attribute that agrees. Rows that cannot be read are held and counted.
    """
    path = None if customers == "-" else Path(customers)
    if path is not None and output is not None and output.exists() and path.exists() and output.samefile(path):
        raise _context.CommandError("The decisions would overwrite the list itself.", hint="Give -o another name.")
    chosen = _context.rules(_context.policies(), policy or ["unsupported-regions"], _context.today())
    rules = {rule.id: rule for rule in chosen}
    if len(rules) < len(chosen):
        raise _context.CommandError("Two of the policies have the same id.", hint="Give one of them another id.")
    counts = dict.fromkeys(OUTCOMES, 0)
    with _context.determiner() as (graph, determiner), opened(path) as text:
        found = rows(text, list(rules))
        with _writer(output, json) as write:
            for row in found:
                answer = screen(row.request, determiner, graph, rules=rules) if row.request else None
                result = _result(row, answer)
                counts[_outcome(row, result)] += 1
                write(result)
                if row.error:
                    _show.note(f"line {row.line}: {row.error}")
    _show_summary(counts, list(rules), json=json and output is not None, stderr=json and output is None)


def _result(row: Row, answer: Result | None) -> Result:
    given = {name: _utf8(row.given.get(name)) for name in COLUMNS}
    if answer is None:
        held = {"decision": "hold", "verdict": None, "reason_codes": ["bad_row"], "sentence": row.error}
        return {"line": row.line} | given | held | dict.fromkeys(("party_id", "party_name", "policy", "revision"))
    party, policy = answer["party"] or {}, answer["policy"]
    return {
        "line": row.line,
        **given,
        **{name: answer[name] for name in ("decision", "verdict", "reason_codes", "sentence")},
        "party_id": party.get("id"),
        "party_name": party.get("name"),
        "policy": f"{policy['id']} {policy['version']}" if policy else None,
        "revision": answer["revision"],
    }


def _outcome(row: Row, result: Result) -> str:
    if row.error:
        return "bad row"
    return "not found" if "not_found" in result["reason_codes"] else str(result["decision"])


@contextmanager
def _writer(output: Path | None, json: bool) -> Iterator[Callable[[Result], None]]:
    if output is None:
        yield _show.print_json_line if json else _print
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        names = [*COLUMNS, *ANSWER]
        writer.writerow(names)

        def write(result: Result) -> None:
            values = (result[name] for name in names)
            writer.writerow([_show.cell(" ".join(one) if isinstance(one, list) else one) for one in values])

        yield write


def _print(result: Result) -> None:
    who = result["name"] or result["identifier"] or ""
    reference = f"  {result['customer_ref']}" if result["customer_ref"] else ""
    line = Text.assemble(
        f"{result['line']:>6}  ",
        (f"{result['decision']:<6}", _show.STYLES[result["decision"]]),
        f"{result['verdict'] or '':<12}",
        (_show.clean(who + reference), "bold"),
        _show.clean(f"  {', '.join(result['reason_codes'])}"),
    )
    _show.console().print(line, soft_wrap=True)


def _show_summary(counts: dict[str, int], rules: list[str], *, json: bool, stderr: bool) -> None:
    total = sum(counts.values())
    if json:
        _show.print_json({"rows": total, "policies": rules} | {name.replace(" ", "_"): n for name, n in counts.items()})
        return
    shares = [(_show.styled(name), count, _percent(count, total)) for name, count in counts.items()]
    _show.table(("outcome", "rows#", "share#"), [*shares, ("all", total, _percent(total, total))], stderr=stderr)


def _percent(count: int, total: int) -> str:
    return "-" if not total else f"{(tenths := (2000 * count + total) // (2 * total)) // 10}.{tenths % 10} %"


def _utf8(text: str | None) -> str | None:
    return None if text is None else text.encode("utf-8", "replace").decode()
