"""Sources into the files of an import: read, loaded on disk, consolidated, written."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.load import load
from ingest.offline.graph import OfflineGraph
from ingest.report import RunReport
from ingest.source import Source
from service.policy.model import Policy
from workers.bulk.export import Export, Written

Progress = Callable[[str, Path, int, int | None], None]


@dataclass(slots=True)
class Prepared:
    """``written`` is None where a file was at fault: then there is nothing to import. ``seconds``: by what they are."""

    reports: list[RunReport] = field(default_factory=list)
    written: Written | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def prepare(
    wanted: Sequence[tuple[Source, Sequence[Path]]],
    folder: Path,
    policies: Sequence[Policy],
    today: date,
    *,
    allow_refused: bool = False,
    quarantine_dir: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Prepared:
    """Loads sources in their order as if into an empty graph, and writes the files of that graph into ``folder``.

    Raises what ``ingest.load.load`` raises.
    """
    result = Prepared()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".load-", dir=folder) as name, _few_collections():
        graph = OfflineGraph(Path(name) / "load.sqlite")
        try:
            with _timed(result, "reading"):
                for source, paths in wanted:
                    report = load(
                        graph.as_graph, source, paths, allow_refused=allow_refused, quarantine_dir=quarantine_dir,
                        progress=progress,
                    )  # fmt: skip
                    report.changes = []
                    for entry in report.files:
                        entry.changes = []
                    result.reports.append(report)
            if any(report.failed for report in result.reports):
                return result
            export = Export(graph.shelf, folder, policies, today, datetime.now(UTC))

            def told(what: str, done: int, total: int) -> None:
                progress(what, folder, done, total)

            with _timed(result, "consolidation"):
                export.consolidate(told)
            with _timed(result, "writing"):
                export.rest(told)
            result.written = export.written
        finally:
            graph.close()
    return result


@contextmanager
def _timed(result: Prepared, what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    result.seconds[what] = round(time.monotonic() - began, 3)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Nearly nothing here is a cycle: looking for some costs more than what it finds."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
