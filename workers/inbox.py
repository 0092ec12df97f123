"""A watched directory: what lies in ``ROOT/SOURCE`` is loaded and put aside, with a report beside it.

```
inbox/gleif_rr/20261125-delta.csv       a delta, or any file that does not say everything: loaded
inbox/uk_psc/snapshots/2026-11-25/...   a file or a directory that says all there is: loaded as a snapshot
inbox/SOURCE/done | refused | held      where it goes then, as TIME-NAME, with TIME-NAME.report.json
```
A file is taken when nobody has written to it for a while; names that begin with a dot or end in .part or .tmp are not.
A source's files are loaded one after another, in the order of their names, by one process at a time (a lock of the
file system, which dies with its process). What a killed process was loading still lies there and is loaded again:
what was written by then is unchanged.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from cypher.graph import Graph
from ingest.errors import LoadError
from ingest.load import load
from ingest.registry import sources
from ingest.report import RunReport
from ingest.source import Source

log = structlog.get_logger(__name__)

SETTLED_SECONDS = 10.0
SNAPSHOTS = "snapshots"
ASIDE = ("done", "refused", "held")
_TOLD_EVERY_SECONDS = 2.0


class Stopped(Exception):
    """The process is asked to end. What was committed stays; the file is loaded again by the next one."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file or a directory that waits. ``snapshot``: it is all that its source says."""

    source: Source
    path: Path
    snapshot: bool


def waiting(root: Path, settled: float = SETTLED_SECONDS) -> Iterator[Item]:
    """What lies in the inbox and has not been written to for ``settled`` seconds, source by source, by name."""
    for source in sources().values():
        for folder, snapshot in ((root / source.id, False), (root / source.id / SNAPSHOTS, True)):
            if not folder.is_dir() or folder.is_symlink():
                continue
            for path in sorted(folder.iterdir()):
                if _taken(path, snapshot) and time.time() - _written(path) >= settled:
                    yield Item(source, path, snapshot)


def take(graph: Graph, root: Path, item: Item, on_change: Callable[[int], None], go_on: Callable[[], None]) -> str:
    """Loads one item and puts it aside; returns where: done, refused or held, or "busy" if another process is at it.

    ``go_on`` is called now and then and may raise Stopped. Raises GraphError: then the item stays where it is.
    """
    with _locked(root / item.source.id) as mine:
        if not mine or not item.path.exists():
            return "busy"
        told = _Told(graph, item)

        def progress(what: str, path: Path, done: int, total: int | None) -> None:
            go_on()
            told(what, path.name, done, total)

        try:
            report: RunReport | None = load(
                graph,
                item.source,
                [item.path],
                snapshot=item.snapshot,
                quarantine_dir=root / item.source.id / "quarantine",
                progress=progress,
                on_change=on_change,
            )
            assert report is not None
            outcome = dict(zip((0, 2, 4), ASIDE, strict=True))[report.exit_code]
            said = "; ".join(entry.error or "" for entry in report.failed) or report.held or ""
            document: dict[str, Any] = report.as_dict()
        except LoadError as error:
            outcome, said, document = "refused", str(error), {"error": str(error)}
        _put_aside(root / item.source.id / outcome, item.path, document)
        told.ended(outcome, said)
        log.info("loaded_from_inbox", source=item.source.id, file=item.path.name, outcome=outcome, detail=said)
        return outcome


class _Told:
    """Keeps the graph's note of how far the load is."""

    def __init__(self, graph: Graph, item: Item) -> None:
        self._graph, self._id, self._name, self._next = graph, item.source.id, item.path.name, 0.0

    def __call__(self, what: str, file: str, done: int, total: int | None) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _TOLD_EVERY_SECONDS
            self._write({"file": file, "state": what, "done": done, "total": total})

    def ended(self, outcome: str, detail: str) -> None:
        self._write({"file": self._name, "state": outcome, "detail": detail[:1_000]})

    def _write(self, properties: dict[str, Any]) -> None:
        self._graph.write("admin/loading", id=self._id, properties=properties | {"at": datetime.now(UTC)})


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _taken(path: Path, snapshot: bool) -> bool:
    if path.is_symlink() or path.name.startswith(".") or path.name.endswith((".part", ".tmp")):
        return False
    return path.is_file() or (snapshot and path.is_dir())


def _written(path: Path) -> float:
    """When it, or anything in it, was last written to: seconds since 1970."""
    times: list[float] = [one.lstat().st_mtime for one in (path, *(path.rglob("*") if path.is_dir() else ()))]
    return max(times)


def _put_aside(folder: Path, path: Path, document: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{path.name}"
    (folder / f"{name}.report.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    path.rename(folder / name)
