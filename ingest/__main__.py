"""``python -m ingest SOURCE PATH... [--dry-run] [--snapshot] [--json]``

Loads files of a source into the graph of NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE. A path may be a
directory, or ``-`` for standard input. The report goes to stdout, all else to stderr. Exit: 0 done (also with
quarantined records), 2 bad input or usage, 3 no server, 4 a snapshot is held for a person.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cypher.errors import GraphError, GraphUnavailable
from cypher.graph import Graph
from cypher.migrate import require
from ingest.errors import LoadError
from ingest.load import load, load_mended
from ingest.registry import source, sources
from ingest.report import RunReport
from ingest.source import BadFile


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one load and returns its exit code."""
    options = _parser().parse_args(arguments)
    notes = Console(stderr=True)
    if options.source is None:
        for one in sources().values():
            sys.stdout.write(f"{one.id}\t{one.title}\t{one.publisher}\n")
        return 0
    try:
        report = _load(options, notes)
    except (LoadError, BadFile, GraphError) as error:
        notes.print(str(error), style="red", markup=False)
        return 3 if isinstance(error, GraphUnavailable) else 2
    if options.json:
        sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) + "\n")
    else:
        print_report(report, Console())
    for entry in report.failed:
        notes.print(f"{entry.error} {entry.hint}".strip(), style="red", markup=False)
    if report.held:
        notes.print(report.held, style="yellow", markup=False)
    return report.exit_code


def print_report(report: RunReport, console: Console) -> None:
    """The report as a table for people."""
    columns = ("read", "written", "unchanged", "closed", "refused", "joined", "dangling")
    table = Table(
        title=f"{report.source}{' (dry run)' if report.dry_run else ''}", box=SIMPLE_HEAD, padding=(0, 0, 0, 1)
    )
    table.add_column("file", overflow="fold", min_width=10)
    for name in (*columns, "sec"):
        table.add_column(name, justify="right", no_wrap=True)
    for entry in report.files:
        counts = [f"{getattr(entry, name):,}" for name in columns]
        table.add_row(Path(entry.path).name, *counts, f"{entry.seconds:.1f}", style="red" if entry.error else None)
    if len(report.files) > 1 or report.closed_absent:
        totals = [f"{report.total(name):,}" for name in columns]
        table.add_row("all", *totals, f"{report.seconds:.1f}", style="bold")
    console.print(table)
    said = f"{len(report.changes)} changes"
    if links := report.total("quarantined_links"):
        said += f"; {links} links between parties not believed"
    if report.quarantine:
        said += f"; what was refused stands in {report.quarantine}"
    console.print(said, markup=False)


class Bar:
    """A progress bar that a load can report to."""

    def __init__(self, console: Console) -> None:
        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._tasks: dict[tuple[str, Path], TaskID] = {}

    def __call__(self, what: str, path: Path, done: int, total: int | None) -> None:
        if (what, path) not in self._tasks:
            self._tasks[what, path] = self.progress.add_task(f"{what} {path.name}", total=total)
        self.progress.update(self._tasks[what, path], completed=done, total=total)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="Load files of a source into the graph. Without a source: list them."
    )
    parser.add_argument("source", nargs="?", help="id of the source")
    parser.add_argument("paths", nargs="*", help="files, directories, or - for standard input")
    parser.add_argument("--dry-run", action="store_true", help="read and judge the files, write nothing")
    parser.add_argument("--snapshot", action="store_true", help="the files are all that the source says now")
    parser.add_argument("--mended", action="store_true", help="the path is a quarantine file whose records were mended")
    parser.add_argument("--accept-shrink", action="store_true", help="close what is gone, however much it is")
    parser.add_argument("--allow-refused", action="store_true", help="load files however many records are refused")
    parser.add_argument("--quarantine", type=Path, default=Path("quarantine"), help="directory of refused records")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _load(options: argparse.Namespace, notes: Console) -> RunReport:
    wanted = source(options.source)
    with ExitStack() as stack:
        paths = [_spooled(stack) if text == "-" else Path(text) for text in options.paths]
        graph = None
        if not options.dry_run:
            graph = stack.enter_context(_graph())
            require(graph)
        bar = Bar(notes)
        stack.enter_context(bar.progress)
        common: dict[str, Any] = {
            "dry_run": options.dry_run,
            "allow_refused": options.allow_refused,
            "quarantine_dir": options.quarantine,
            "progress": bar,
        }
        if not options.mended:
            return load(graph, wanted, paths, snapshot=options.snapshot, accept_shrink=options.accept_shrink, **common)
        if len(paths) != 1 or options.snapshot:
            raise LoadError("--mended takes one quarantine file, and is no snapshot.")
        return load_mended(graph, wanted, paths[0], **common)


def _graph() -> Graph:
    uri = os.environ.get("NEO4J_URI")
    if not uri:
        raise LoadError("NEO4J_URI is not set.", hint="Example: NEO4J_URI=bolt://127.0.0.1:7687")
    auth = (os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
    return Graph.connect(uri, auth, os.environ.get("NEO4J_DATABASE") or "neo4j")


def _spooled(stack: ExitStack) -> Path:
    # A load reads its files twice: once to judge, once to write.
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    path = folder / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


if __name__ == "__main__":
    sys.exit(main())
