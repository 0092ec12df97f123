"""A load: files of one source into the graph. First all are read and judged, then each is written in batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cypher.graph import Graph, Tx
from ingest.errors import AssertionFailed, NoFiles
from ingest.examine import Examined, examine, last_words
from ingest.quality import Tally
from ingest.quarantine import Quarantine
from ingest.records import Closed, Complete, InterestRecord, Record
from ingest.report import FileReport, RunReport
from ingest.rows import record_key
from ingest.source import BadFile, Source
from ingest.writer import Batch, Outcome, write

BATCH = 2_000
"""Records of a transaction."""
_LARGEST = 5 * BATCH
_SHRINK_PERCENT, _SHRINK_LEAST = 2, 10

Progress = Callable[[str, Path, int, int | None], None]
"""Called as (what, file, records done, records in all): "reading" (all unknown), then "writing"."""


def load(
    graph: Graph | None,
    source: Source,
    paths: Sequence[Path],
    *,
    snapshot: bool = False,
    dry_run: bool = False,
    allow_refused: bool = False,
    quarantine_dir: Path | None = None,
    progress: Progress = lambda *_: None,
    on_change: Callable[[int], None] = lambda _: None,
    batch_size: int = BATCH,
) -> RunReport:
    """Loads ``paths`` (files, or directories of files) and says what it did.

    A file at fault is reported, and nothing of it is written. ``snapshot``: the files are all that the source says
    now; its other interests are closed, unless they are so many that a person should look first. ``dry_run``: the
    files are read and judged only; ``graph`` may then be None. ``on_change`` is called with each new revision after
    its commit. Raises NoFiles, AssertionFailed (nothing was written) and GraphError (whole batches were).
    """
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    report = RunReport(source.id, run, dry_run)
    started = time.monotonic()
    store = quarantine_dir / f"{source.id}-{run}.jsonl" if quarantine_dir else None
    with Quarantine(store) as quarantine:
        good = _examine(source, _files(source, paths), quarantine, report, allow_refused, progress)
        if graph is not None and not dry_run:
            _describe_source(graph, source)
            for number, (examined, entry) in enumerate(good, 1):
                batches = _batches(
                    source, examined, f"{source.id}:{run}:{number}", run if snapshot else None, batch_size
                )
                _write_file(graph, source, examined, entry, batches, quarantine, progress, on_change)
            _note_loaded(graph, source, good)
            if snapshot:
                _close_unseen(graph, source, run, report, batch_size, on_change)
        report.quarantine = str(quarantine.written) if quarantine.written else None
    report.changes += [seq for entry in report.files for seq in entry.changes]
    report.changes.sort()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _files(source: Source, paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted({one for glob in source.files for one in path.rglob(glob) if one.is_file()})
            if not inside:
                raise NoFiles(
                    f"{path} holds no file of {source.id}.", hint=f"Its files are named {', '.join(source.files)}."
                )
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise NoFiles(f"There is no file {path}.")
    if not found:
        raise NoFiles("No file was given.")
    return list(dict.fromkeys(found))


def _examine(
    source: Source,
    paths: list[Path],
    quarantine: Quarantine,
    report: RunReport,
    allow_refused: bool,
    progress: Progress,
) -> list[tuple[Examined, FileReport]]:
    good: list[tuple[Examined, FileReport]] = []
    tally = Tally()
    for path in paths:
        entry = FileReport(str(path))
        report.files.append(entry)
        started, before = time.monotonic(), quarantine.entries

        def told(done: int, path: Path = path) -> None:
            progress("reading", path, done, None)

        try:
            examined = examine(source, path, quarantine, tally, allow_refused=allow_refused, progress=told)
            entry.read = examined.read
            good.append((examined, entry))
        except BadFile as error:
            entry.error, entry.hint = str(error), error.hint
        entry.refused = quarantine.entries - before
        entry.seconds = round(time.monotonic() - started, 3)
    # Judged over all files: a source may come as one file a company. A bad file says nothing about the others.
    if good and not report.failed and (faults := tally.faults(source.asserts)):
        raise AssertionFailed(
            f"This is not what {source.id} promises: {'; '.join(faults)}. Nothing was written.",
            hint="Is it the whole file, in the format of today? What a source promises is in its file.",
        )
    return good


def _describe_source(graph: Graph, source: Source) -> None:
    names = ("title", "publisher", "url", "licence", "grade", "rank", "figures", "promised_age_days")
    properties = {name: getattr(source, name) for name in names}

    def work(tx: Tx) -> None:
        if tx.run("ingest/source", id=source.id, properties=properties)[0]["weighs_otherwise"]:
            # Every answer may be another one: a revision of its own, so that no older answer is served.
            at = datetime.now(UTC)
            tx.run(
                "ingest/finish",
                batch=f"{source.id}:weight:{at.isoformat()}",
                kind="source",
                source=source.id,
                subjects=[],
                report="{}",
                at=at,
            )

    graph.transaction(work, write=True)


def _note_loaded(graph: Graph, source: Source, good: list[tuple[Examined, FileReport]]) -> None:
    if not good:
        return
    dates = [examined.published_max for examined, _ in good if examined.published_max]
    graph.write(
        "ingest/source_loaded",
        id=source.id,
        at=datetime.now(UTC),
        records=sum(examined.read for examined, _ in good),
        published_max=max(dates, default=None),
    )


def _write_file(
    graph: Graph,
    source: Source,
    examined: Examined,
    entry: FileReport,
    batches: Iterator[tuple[Batch, int]],
    quarantine: Quarantine,
    progress: Progress,
    on_change: Callable[[int], None],
) -> None:
    started = time.monotonic()
    bare: list[str] = []
    try:
        for batch, done in batches:
            outcome = write(graph, source, batch)
            bare += outcome.bare
            _add(entry, outcome)
            for link in outcome.refused_links:
                quarantine.add(
                    file=entry.path,
                    where=f"record {link.record}",
                    reason=f"not joined: {link.reason}",
                    record=link.record,
                    raw=link.key,
                )
            if outcome.seq is not None:
                on_change(outcome.seq)
            progress("writing", examined.path, done, examined.read)
    except BadFile as error:
        entry.error, entry.hint = str(error), error.hint
    if bare:
        entry.dangling = graph.read("ingest/still_bare", ids=sorted(set(bare)))[0]["bare"]
    entry.superseded = sum(examined.later.values()) - len(examined.later)
    entry.seconds = round(entry.seconds + time.monotonic() - started, 3)


def _add(entry: FileReport, outcome: Outcome) -> None:
    entry.written += outcome.written
    entry.unchanged += outcome.unchanged
    entry.outdated += outcome.outdated
    entry.closed += outcome.closed
    entry.joined += outcome.joined
    entry.quarantined_links += len(outcome.refused_links)
    if outcome.seq is not None:
        entry.changes.append(outcome.seq)


def _batches(
    source: Source, examined: Examined, prefix: str, run: str | None, size: int
) -> Iterator[tuple[Batch, int]]:
    records: list[Record] = []
    complete: dict[str, frozenset[str]] = {}
    listed: dict[str, set[str]] = {}
    number = done = 0

    def cut() -> Batch:
        batch = Batch(f"{prefix}:{number}", tuple(records), examined.closing, dict(complete), run=run)
        records.clear()
        complete.clear()
        return batch

    for record in last_words(source, examined):
        done += 1
        if isinstance(record, Complete):
            complete[record.scope] = frozenset(listed.pop(record.scope, ()))
        else:
            records.append(record)
        if examined.has_complete and isinstance(record, InterestRecord):
            listed.setdefault(record.scope, set()).add(record_key(source.id, record.record))
        # Where a source lists whole sets, a batch ends with one, so that old and new owners change at once.
        whole = not examined.has_complete or isinstance(record, Complete) or len(records) >= _LARGEST
        if len(records) + len(complete) >= size and whole and not isinstance(record, Closed):
            number += 1
            yield cut(), done
    if records or complete:
        number += 1
        yield cut(), done


def _close_unseen(
    graph: Graph,
    source: Source,
    run: str,
    report: RunReport,
    size: int,
    on_change: Callable[[int], None],
) -> None:
    if report.failed:
        report.held = "Not all files could be read, so what they lack was not closed. Mend them and load again."
        return
    if refused := report.total("refused"):
        report.held = (
            f"{refused} records were refused, and what they state cannot be told from what is gone: nothing was "
            "closed. Mend them (see the quarantine file) and load the snapshot again."
        )
        return
    counts = graph.read("ingest/unseen_count", source=source.id, run=run)[0]
    total, unseen = counts["total"], counts["unseen"]
    if unseen > _SHRINK_LEAST and unseen * 100 > total * _SHRINK_PERCENT:
        report.held = (
            f"The snapshot lacks {unseen} of the {total} interests of {source.id} that are in force, more than "
            f"{_SHRINK_PERCENT} %. None was closed. Is it the whole snapshot? If so, close them by hand or load again."
        )
        return
    number = 0
    while keys := graph.read("ingest/unseen", source=source.id, run=run, limit=size):
        number += 1
        absent = tuple(row["key"] for row in keys)
        outcome = write(graph, source, Batch(f"{source.id}:{run}:absent:{number}", absent=absent))
        report.closed_absent += outcome.closed
        if outcome.seq is not None:
            report.changes.append(outcome.seq)
            on_change(outcome.seq)
