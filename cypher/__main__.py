"""``python -m cypher check | migrate | explain NAME | run NAME key=value ...``

The server is the one of NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE. Values of ``run`` are JSON
where they parse as JSON, else text. Rows are printed as JSON lines. Exit: 0 done, 1 faults found, 2 wrong usage
or query, 3 no server.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from cypher import load, query_names
from cypher.errors import BadQuery, GraphError, GraphUnavailable
from cypher.graph import Graph
from cypher.lint import lint
from cypher.migrate import migrate


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "check":
            return _check()
        with graph_from_environment() as graph:
            return _on_server(graph, options)
    except GraphError as error:
        _note(str(error))
        return 3 if isinstance(error, GraphUnavailable) else 2


def graph_from_environment() -> Graph:
    """The graph that the environment names. Raises BadQuery if it names none."""
    uri = os.environ.get("NEO4J_URI")
    if not uri:
        raise BadQuery("NEO4J_URI is not set.", hint="Example: NEO4J_URI=bolt://127.0.0.1:7687")
    auth = (os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
    return Graph.connect(uri, auth, os.environ.get("NEO4J_DATABASE") or "neo4j")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cypher", description="The query files and their database.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="hold every query file to its contract; needs no server")
    commands.add_parser("migrate", help="bring the database to this code's schema")
    explain = commands.add_parser("explain", help="print the plan of a query")
    explain.add_argument("name")
    run = commands.add_parser("run", help="run a query in a transaction that is rolled back unless --commit")
    run.add_argument("name")
    run.add_argument("values", nargs="*", metavar="key=value")
    run.add_argument("--commit", action="store_true", help="keep what the query writes")
    return parser


def _check() -> int:
    faults = lint()
    for fault in faults:
        _out(fault)
    _note(f"{len(query_names())} query files, {len(faults)} faults")
    return 1 if faults else 0


def _on_server(graph: Graph, options: argparse.Namespace) -> int:
    if options.command == "migrate":
        applied = migrate(graph)
        for name in applied:
            _out(name)
        _note(f"{len(applied)} migrations applied")
        return 0
    if options.command == "explain":
        plan = graph.explain(options.name)
        _out(plan.tree)
        _note("\n".join(plan.warnings) or "no warnings")
        return 0
    params = dict(_value(text) for text in options.values)
    query = load(options.name)
    rows = graph.write(query, **params) if options.commit else graph.rehearse(lambda tx: tx.run(query, **params))
    for row in rows:
        _out(json.dumps(row, ensure_ascii=False, default=str))
    return 0


def _out(line: str) -> None:
    sys.stdout.write(line + "\n")


def _note(line: str) -> None:
    sys.stderr.write(line + "\n")


def _value(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadQuery(f"Not key=value: {text!r}")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value


if __name__ == "__main__":
    sys.exit(main())
