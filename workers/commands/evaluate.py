"""``controlpath evaluate``: a case, or changes of the graph, in; determinations out. Nothing is stored."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cypher.graph import Graph
from cypher.migrate import migrate
from service.determination.case import MAX_BYTES, BadCase, decode
from service.evaluation import evaluate, failed
from service.whatif import what_if
from workers.commands import _context, _show
from workers.commands._proof import reading_words

EXAMPLES = _show.examples(
    "controlpath evaluate case.json",
    "controlpath evaluate - --policy house-rule.toml --entity B < case.json",
    "controlpath evaluate cases.json --engine cypher",
    "controlpath evaluate tests/data/ten_structures.json --entity T --table",
    "controlpath evaluate --on GB-COH:00036624 changes.json",
)


def run(
    case: Annotated[str, typer.Argument(metavar="CASE.json|-", help="One case or a list of cases; - reads stdin.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="ID|FILE.toml", help="Instead of the case's own. Given again, the strictest decides."),
    ] = None,
    entity: Annotated[str | None, typer.Option(metavar="ID", help="Only this party's determination.")] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The file holds changes of the graph: what would be said of this party?"),
    ] = None,
    engine: Annotated[
        Literal["memory", "cypher"], typer.Option(help="Which engine solves it; they must agree.")
    ] = "memory",
    as_of: Annotated[
        date | None, typer.Option(parser=_context.day, metavar="DATE", help="Instead of the case's own.")
    ] = None,
    known_at: Annotated[
        datetime | None, typer.Option(parser=_context.instant, metavar="TIME", help="Instead of the case's own.")
    ] = None,
    detail: Annotated[
        Literal["auto", "full"], typer.Option(help="full: readings and flips also of a large closure.")
    ] = "auto",
    as_table: Annotated[
        bool, typer.Option("--table", help="One line a determination, with all readings, instead of JSON.")
    ] = False,
) -> None:
    """Evaluate a hypothetical: parties and interests in, determinations out.

    Both are JSON; service/README.md explains the format. A refused case answers with its error, the others of a list
    go on, and the exit code is 2. The Cypher engine uses the graph there is, else a private Neo4j
    that ends with the command.

    With --on the file holds changes (parties, interests, remove, end_seats) on top of what the graph knows of a party;
    the answer has the determinations before and after, and what differs.
    """
    if on is not None:
        if policy is not None and len(policy) > 1:
            raise _context.CommandError("Changes are evaluated under one policy.", hint="Ask once for each policy.")
        if as_table:
            raise _context.CommandError("A table has one determination a line; --on answers two and what differs.")
        _what_if(
            on,
            _decoded(case),
            policy=policy[0] if policy else None,
            as_of=as_of,
            known_at=known_at,
            engine=engine,
            full=detail == "full",
        )
        return
    with _engine_graph() if engine == "cypher" else nullcontext(None) as graph:
        answer = evaluate(
            _decoded(case),
            _context.policies(),
            _context.today(),
            policy=policy,
            entity=entity,
            as_of=as_of,
            known_at=known_at,
            engine=engine,
            graph=graph,
            full=detail == "full",
        )
    (_table if as_table else _show.print_json)(answer)
    if failed(answer):
        _context.leave(_context.BAD_INPUT)


def _table(answer: Any) -> None:
    """Every determination in a line. Cases that are refused are told on stderr."""
    rows = []
    for case in answer if isinstance(answer, list) else [answer]:
        if "error" in case:
            _show.note(f"case {case['id'] or '(no id)'} is refused: {case['error']['where']} {case['error']['detail']}")
            continue
        for name, found in case["results"].items():
            for document in found.get("results", [found]):
                words = [_show.styled(document[field]) for field in ("verdict", "decision", "set")]
                readings = [reading_words(reading) for reading in document["readings"].values()]
                rule = f"{document['threshold']['comparator']} {document['threshold']['percent']}"
                flags = " ".join(flag["code"] for flag in document["flags"])
                rows.append((case["id"], name, document["policy"]["id"], rule, *words, *readings, flags))
    columns = ("case", "party", "policy", "%", "verdict", "decision", "set", "cascade", "integrated", "single", "flags")
    _show.table(columns, rows)


def _what_if(entity: str, changes: Any, *, policy: str | None, **options: Any) -> None:
    known = _context.policies()
    # A whole document ({"entity", "changes", ...}) or only what stands under "changes" in one.
    whole = changes if isinstance(changes, dict) and "changes" in changes else {"changes": changes}
    with _context.graph() as graph:
        answer = what_if(whole, graph, known, _context.today(), policy=policy, entity=entity, **options)
    _show.print_json(answer)
    if failed(answer):
        _context.leave(_context.BAD_INPUT)


def _decoded(case: str) -> object:
    """The document, or what stands for one that is refused as a whole. Raises OSError for a missing file."""
    if case == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(case).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    try:
        return decode(data)
    except BadCase as error:
        _show.print_json({"id": None, "error": error.as_dict()})
        _context.leave(_context.BAD_INPUT)


@contextmanager
def _engine_graph() -> Iterator[Graph]:
    try:
        used = _context.settings()
    except _context.CommandError:
        used = None
    if used is not None:
        with _context.graph(used) as graph:
            yield graph
        return
    from service.local.neo4j import LocalNeo4j

    _show.note("No graph is running: starting a private one for this evaluation.")
    with (
        tempfile.TemporaryDirectory(prefix="controlpath-") as home,
        LocalNeo4j(Path(home), password=secrets.token_urlsafe(16), short_lived=True) as server,
        Graph.connect(server.uri, server.auth) as graph,
    ):
        migrate(graph)
        yield graph
