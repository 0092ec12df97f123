"""The bulk part of ``controlpath ingest``: which files of which sources, and the import on the local instance."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.registry import source as source_of
from ingest.source import Source
from service.local import control
from service.local.neo4j_options import IMPORT
from service.local.places import home_dir
from service.local.state import QUARANTINE, State, running
from workers.commands import _context, _show
from workers.commands._progress import Progress

if TYPE_CHECKING:
    from workers.bulk.export import Written
    from workers.bulk.load import Prepared

FILES = "import"
Wanted = Sequence[tuple[Source, Sequence[Path]]]


def wanted(items: Sequence[str]) -> Wanted:
    """``ID=PATH`` items, and directories with one sub-directory for each source, named by its id; in their order.

    Raises CommandError and UnknownSource.
    """
    found: dict[str, tuple[Source, list[Path]]] = {}
    for item in items:
        name, is_pair, path = item.partition("=")
        if is_pair:
            pairs = [(name, Path(path))]
        elif Path(item).is_dir():
            pairs = [(one.name, one) for one in sorted(Path(item).iterdir()) if one.is_dir()]
        else:
            pairs = []
        if not pairs:
            raise _context.CommandError(
                f"{item!r} is neither SOURCE=PATH nor a directory with one sub-directory for each source.",
                hint="For example: controlpath ingest --bulk gleif_level1=lei2.csv uk_psc=snapshot.txt",
            )
        for id_, place in pairs:
            one = source_of(id_)
            found.setdefault(one.id, (one, []))[1].append(place)
    return list(found.values())


def run(
    items: Sequence[str], *, into: Path | None, allow_refused: bool, quarantine: Path | None, json: bool
) -> None:  # fmt: skip
    """Load ``items``. ``into``: only write the import's files there, for a server elsewhere."""
    from workers.bulk.load import prepare

    sources = wanted(items)
    state = None if into else _empty_instance()
    began = time.monotonic()
    rules = _context.active(_context.policies())
    folder = into or home_dir() / FILES
    if folder.exists() and any(folder.iterdir()):
        if into:
            raise _context.CommandError(f"{into} is not empty.")
        shutil.rmtree(folder)
    with Progress() as progress:
        done = prepare(
            sources, folder, rules, _context.today(), allow_refused=allow_refused,
            quarantine_dir=quarantine or home_dir() / QUARANTINE, progress=progress,
        )  # fmt: skip
    if done.written is not None and state is not None:
        _show.note(f"{done.written.elements:,} nodes and relationships: stopping the instance to import them")
        _import(done.written, Path(state.home), done)
        shutil.rmtree(folder)
    _report(done, time.monotonic() - began, json=json)
    for report in done.reports:
        for entry in report.failed:
            _show.fail(entry.error or "", entry.hint)
    if done.written is None:
        _show.fail("Nothing was imported: the graph is as it was.")
        _context.leave(_context.BAD_INPUT)
    if into:
        _show.note(f"Stop the server, then: {command(done.written)}")
        _show.note("Start it again, then: controlpath migrate. A running worker makes the marks.")


def command(written: Written) -> str:
    """The server's own command for these files."""
    options = [*IMPORT, *(["--multiline-fields=true"] if written.multiline else [])]
    files = [f"--nodes={path}" for path in written.nodes]
    files += [f"--relationships={name}={path}" for name, path in written.relationships]
    return " ".join(["neo4j-admin database import full neo4j", *options, *files])


def _empty_instance() -> State:
    """The running local instance with an empty graph. Raises CommandError."""
    used, state = _context.settings(), running()
    if state is None or used.neo4j_uri != state.neo4j_uri:
        raise _context.CommandError(
            "A bulk load goes to the local instance: the import needs its server stopped and its files at hand.",
            hint="Start it (controlpath up --detach) without NEO4J_URI, or write the files alone: --to DIR",
        )
    with _context.graph(used) as graph:
        if graph.read("admin/holds_anything"):
            raise _context.CommandError(
                "The graph is not empty, and a bulk load would replace all of it.",
                hint="Load without --bulk, or begin anew: controlpath down --wipe && controlpath up --detach",
            )
    return state


def _import(written: Written, home: Path, done: Prepared) -> None:
    began = time.monotonic()
    seconds: dict[str, float] = {}

    def work(server: Any) -> None:
        server.import_database(written.nodes, written.relationships, multiline=written.multiline)
        seconds["import"] = round(time.monotonic() - began, 3)

    control.replace_database(home, work)
    done.seconds |= seconds
    done.seconds["indexes and start"] = round(time.monotonic() - began - seconds["import"], 3)


def _report(done: Prepared, seconds: float, *, json: bool) -> None:
    counts = done.written.counts if done.written else {}
    if json:
        reports = [report.as_dict() for report in done.reports]
        took = done.seconds | {"all": round(seconds, 3)}
        _show.print_json({"sources": reports, "imported": counts, "seconds": took})
        return
    names = ("read", "written", "closed", "superseded", "refused", "joined")
    rows = [(one.source, *(one.total(name) for name in names), f"{one.seconds:.1f}") for one in done.reports]
    _show.table(("source", *(f"{name}#" for name in names), "seconds#"), rows, title="bulk load")
    _show.table(("step", "seconds#"), [*((k, f"{v:.1f}") for k, v in done.seconds.items()), ("all", f"{seconds:.1f}")])
    for report in done.reports:
        if report.quarantine:
            _show.note(f"Refused records, as they stood and why: {report.quarantine}")
