"""``controlpath ingest``: files of one source into the graph."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.load import load, load_mended
from ingest.registry import source as source_of
from ingest.report import RunReport
from ingest.source import Source
from service.local.places import home_dir
from service.local.state import QUARANTINE
from workers.bell import Bell
from workers.commands import _bulk, _context, _show
from workers.commands._progress import Progress

EXAMPLES = _show.examples(
    "controlpath ingest gleif-level1 lei-records.csv",
    "controlpath ingest uk-psc psc-snapshot.jsonl --snapshot",
    "controlpath ingest bods statements/ --dry-run --json",
    "controlpath ingest --bulk gleif_level1=lei2.csv gleif_rr=rr.csv uk_psc=psc-snapshot.txt",
    "controlpath ingest --bulk world/registers",
)
COUNTS = ("read", "written", "unchanged", "closed", "superseded", "refused", "dangling", "joined")
MAX_SHOWN_FILES = 20


def run(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Its id, as `controlpath sources` lists them.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files, or directories that hold some.")
    ] = None,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="The files are all the source says now: what else it said is closed.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and judge only; needs no graph.")] = False,
    allow_refused: Annotated[
        bool, typer.Option("--allow-refused", help="Load the rest of a file with too many refused records.")
    ] = False,
    accept_shrink: Annotated[
        bool, typer.Option("--accept-shrink", help="The snapshot is whole, though much is gone: close it.")
    ] = False,
    mended: Annotated[
        bool, typer.Option("--mended", help="PATH is a quarantine file whose records were mended by hand.")
    ] = False,
    bulk: Annotated[
        bool,
        typer.Option(
            "--bulk",
            help="Into an empty graph by the database's own import: SOURCE=PATH, or a directory of sources.",
        ),
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="With --bulk: write the import's files, import nothing.")
    ] = None,
    quarantine: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where refused records are written. Default: the data directory.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The run's report as JSON.")] = False,
) -> None:
    """Load what a source says. Loading the same file again changes nothing.

    A file at fault is refused with line and reason (exit code 2) and the graph stays as it was before that file.
    Exit code 4: the snapshot shrank so much that a person should look before anything is closed.

    With --bulk, files of several sources fill an empty graph many times as fast: SOURCE=PATH each, or a directory with
    one sub-directory for each source, named by its id. The local instance is stopped for the import and started again.
    """
    if bulk or to:
        if not bulk or snapshot or dry_run:
            raise typer.BadParameter("--to goes with --bulk alone; --snapshot and --dry-run do not go with --bulk")
        items = [source, *map(str, paths or ())]
        return _bulk.run(items, into=to, allow_refused=allow_refused, quarantine=quarantine, json=json)
    if not paths:
        raise typer.BadParameter("name at least one file or directory", param_hint="PATH...")
    found = source_of(source)
    if mended and (len(paths) != 1 or snapshot):
        raise _context.CommandError("--mended takes one quarantine file, and is no snapshot.")
    used = None if dry_run else _context.settings()
    with nullcontext(None) if used is None else _context.graph(used) as graph, Progress() as progress:
        bell = Bell(used.broker_url if used else None)
        common: dict[str, Any] = {
            "dry_run": dry_run,
            "allow_refused": allow_refused,
            "quarantine_dir": quarantine or home_dir() / QUARANTINE,
            "progress": progress,
            "on_change": bell,
        }
        if mended:
            report = load_mended(graph, found, paths[0], **common)
        else:
            report = load(graph, found, paths, snapshot=snapshot, accept_shrink=accept_shrink, **common)
        bell.settle()
    if json:
        _show.print_json(report.as_dict())
    else:
        _show_report(found, report)
    for entry in report.failed:
        _show.fail(entry.error or "", entry.hint)
    if report.held:
        _show.fail(f"Held: {report.held}")
    if report.exit_code:
        _context.leave(report.exit_code)


def _show_report(source: Source, report: RunReport) -> None:
    shown = report.files if len(report.files) <= MAX_SHOWN_FILES else report.failed[:MAX_SHOWN_FILES]
    rows = [
        (one.path, *(getattr(one, name) for name in COUNTS), len(one.changes), f"{one.seconds:.1f}") for one in shown
    ]
    total = (f"{len(report.files)} files", *(report.total(name) for name in COUNTS), len(report.changes))
    title = f"{source.id}: {source.title}" + (" (dry run: nothing was written)" if report.dry_run else "")
    columns = ("file", *(f"{name}#" for name in COUNTS), "changes#", "seconds#")
    _show.table(columns, [*rows, (*total, f"{report.seconds:.1f}")], title=title)
    if report.quarantine:
        _show.note(
            f"Refused records, as they stood and why: {report.quarantine}\n"
            f"Mended there, they are loaded by: controlpath ingest {source.id} {report.quarantine} --mended"
        )
