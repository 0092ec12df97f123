"""``controlpath restricted``: every party that is controlled from a restricted place, and where it sits itself."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.text import Text

from cypher.graph import Graph
from service.determine import Determiner, Head
from service.lookups import lists_loaded
from service.marks import live
from service.policy.file import Policies
from service.policy.model import Policy
from service.policy.territories import sovereign
from workers.commands import _context, _show
from workers.commands._proof import path_line

EXAMPLES = _show.examples(
    "controlpath restricted --seated-outside CN,HK,MO",
    "controlpath restricted --seated-outside CN,HK,MO,KY,VG --csv > controlled-abroad.csv",
    "controlpath restricted --limit 20 --json",
)
COLUMNS = ("id", "name", "seats", "decision", "basis", "main_path", "sentence", "oldest_source", "policy", "revision")
STREAM_SECONDS = 6 * 3600


def run(
    seated_outside: Annotated[
        str, typer.Option(metavar="CODES", help="Only parties with a known seat and none in these places (ISO 3166).")
    ] = "",
    policy: Annotated[
        str, typer.Option(metavar="ID|FILE.toml", help="One of the active policies.")
    ] = "unsupported-regions",
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many parties.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV with a header line.")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines, one party a line.")] = False,
) -> None:
    """Every party that others own or control from a restricted place, and how.

    Parties that sit in a restricted place themselves are not listed: seats are what --seated-outside is about, who
    owns and controls is what this report is about. Rows come as they are found, in order of id.
    """
    outside = _places(seated_outside)
    known = _context.policies()
    chosen = _chosen(known, policy)
    write = _csv_writer() if as_csv else _show.print_json_line if json else _print
    count = moved = 0
    with _context.determiner() as (graph, determiner):
        _lists_loaded(graph, chosen)
        head = determiner.head()
        for row in _rows(graph, determiner, chosen, outside, head):
            if row is None:
                moved += 1
                continue
            write(row)
            count += 1
            if count == limit:
                break
    where = f" seated outside {', '.join(outside)}" if outside else ""
    _show.note(f"{count} controlled parties{where} under {chosen.id} {chosen.version} at revision {head.head}.")
    if head.through < head.head:
        _show.note(
            f"Marks are derived up to revision {head.through} only: parties of later changes may be missing. "
            "Is a worker running? Or: controlpath derive"
        )
    if moved:
        _show.note(f"{moved} marked parties are left out: by what is known now they are not restricted any more.")


def _places(text: str) -> list[str]:
    codes = [code.strip().upper() for code in text.split(",") if code.strip()]
    if unknown := [code for code in codes if sovereign(code) is None]:
        raise _context.CommandError(
            f"Not an ISO 3166 code: {', '.join(unknown)[:100]}.", hint="Example: --seated-outside CN,HK,MO"
        )
    return codes


def _chosen(known: Policies, name: str) -> Policy:
    active = _context.active(known)
    rule = _context.rule(known, name, _context.today())
    if rule.hash not in {one.hash for one in active}:
        there = ", ".join(one.id for one in active)
        raise _context.CommandError(
            f"The marks of {rule.name} are not kept in the graph.",
            hint=f"Active are {there}. To make it one: put its file into CONTROLPATH_POLICY_DIR, name its id in "
            "CONTROLPATH_POLICIES, then: controlpath rebuild",
        )
    return rule


def _lists_loaded(graph: Graph, rule: Policy) -> None:
    if missing := rule.missing_lists(lists_loaded(graph)):
        raise _context.CommandError(
            f"{rule.name} is a draft: it names lists that are not loaded, or too old ({', '.join(missing)}).",
            hint="Nobody is restricted by a list that is not there, so an empty report would mean nothing.",
        )


def _rows(
    graph: Graph, determiner: Determiner, policy: Policy, outside: list[str], head: Head
) -> Iterator[dict[str, Any] | None]:
    """The marks say whom to look at; each row's words come from that party's own determination."""
    marks, today = live(policy), _context.today()
    patient = graph.with_timeout(STREAM_SECONDS)
    names = {"label": marks.certain, "round": marks.certain_round}
    for found in patient.stream("lookup/controlled", outside=outside, today=today, **names):
        document = determiner.determine(found["id"], policy, head=head).document
        if document["set"] != "certain":
            yield None
            continue
        yield {
            "id": found["id"],
            "name": document["entity"]["name"],
            "seats": sorted({f"{seat['kind']}:{seat['jurisdiction']}" for seat in found["seats"]}),
            "decision": document["decision"],
            "basis": document["basis"],
            "main_path": path_line(document),
            "sentence": document["sentence"],
            "oldest_source": document["oldest_source"],
            "policy": f"{policy.id} {policy.version}",
            "revision": document["revision"],
        }


def _csv_writer() -> Any:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)

    def write(row: dict[str, Any]) -> None:
        values = (" ".join(value) if isinstance(value, list) else value for value in (row[name] for name in COLUMNS))
        writer.writerow([_show.cell(value) for value in values])

    return write


def _print(row: dict[str, Any]) -> None:
    out = _show.console()
    seats = " ".join(row["seats"]) or "no known seat"
    out.print(Text.assemble((_show.clean(row["name"] or row["id"]), "bold"), f"  {_show.clean(row['id'])}  {seats}"))
    out.print(Text("  " + _show.clean(row["main_path"])), soft_wrap=True)
    out.print(Text("  " + _show.clean(row["sentence"]), "dim"), soft_wrap=True)
