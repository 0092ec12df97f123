"""A load: files of one source into the graph. First all are read and judged, then each is written in batches."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from cypher.graph import Graph, Tx
from ingest.errors import AssertionFailed, NoFiles
from ingest.examine import Examined, examine, last_words
from ingest.quality import Tally
from ingest.quarantine import NOT_JOINED, Quarantine, mended
from ingest.records import Closed, Complete, InterestRecord, Position, Record, Refused
from ingest.report import FileReport, RunReport
from ingest.rows import event_key, record_key
from ingest.snapshot import close_absent
from ingest.source import Asserts, BadFile, Source
from ingest.stated import Stated
from ingest.writer import Batch, Outcome, write

BATCH = 2_000
"""Records of a transaction."""
_LARGEST = 5 * BATCH

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
    accept_shrink: bool = False,
    quarantine_dir: Path | None = None,
    progress: Progress = lambda *_: None,
    on_change: Callable[[int], None] = lambda _: None,
    batch_size: int = BATCH,
) -> RunReport:
    """Loads ``paths`` (files, or directories of files) and says what it did.

    A file at fault is reported, and nothing of it is written. ``snapshot``: the files are all that the source says
    now (always so where ``source.whole``); what else it said is closed, unless that is so much that a person should
    look first; ``accept_shrink``: one has. ``dry_run``: the
    files are read and judged only; ``graph`` may then be None. ``on_change`` is called with each new revision after
    its commit. Raises NoFiles, AssertionFailed (nothing was written) and GraphError (whole batches were).
    """
    tally = Tally()
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    report = RunReport(source.id, run, dry_run)
    started = time.monotonic()
    store = quarantine_dir / f"{source.id}-{run}.jsonl" if quarantine_dir else None
    with Quarantine(store) as quarantine, Stated() as stated:
        good = _examine(source, _files(source, paths), stated, tally, quarantine, report, allow_refused, progress)
        report.filled, report.lists = tally.filled, tally.lists
        if graph is not None and not dry_run:
            _describe_source(graph, source)
            for examined, entry in good:
                batches = _batches(source, examined, f"{source.id}:{run}:{examined.number}", batch_size)
                _write_file(graph, source, examined, entry, batches, quarantine, progress, on_change)
            _note_loaded(graph, source, good, report)
            if snapshot or source.whole:
                close_absent(graph, source, run, stated, report, batch_size, on_change, accept_shrink=accept_shrink)
        report.quarantine = str(quarantine.written) if quarantine.written else None
    report.changes += [seq for entry in report.files for seq in entry.changes]
    report.changes.sort()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def load_mended(graph: Graph | None, source: Source, path: Path, **options: Any) -> RunReport:
    """Loads the records of a quarantine file, mended by hand. Raises BadFile, and as ``load``, whose options it takes.

    They are some records, not all that the source says: nothing else is closed, and no least counts are expected.
    """
    with tempfile.TemporaryDirectory(prefix="controlpath-") as folder:
        some = replace(source, asserts=Asserts(max_refused=source.asserts.max_refused), whole=False)
        return load(graph, some, mended(path, Path(folder)), **options)


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
    stated: Stated,
    tally: Tally,
    quarantine: Quarantine,
    report: RunReport,
    allow_refused: bool,
    progress: Progress,
) -> list[tuple[Examined, FileReport]]:
    good: list[tuple[Examined, FileReport]] = []
    for number, path in enumerate(paths, 1):
        entry = FileReport(str(path))
        report.files.append(entry)
        started, before = time.monotonic(), quarantine.entries

        def told(done: int, path: Path = path) -> None:
            progress("reading", path, done, None)

        try:
            examined = examine(
                source, path, number, stated, quarantine, tally, allow_refused=allow_refused, progress=told
            )
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
            _revision(tx, source, "weight", datetime.now(UTC))

    graph.transaction(work, write=True)


def _note_loaded(graph: Graph, source: Source, good: list[tuple[Examined, FileReport]], report: RunReport) -> None:
    if not good:
        return
    dates = [examined.published_max for examined, _ in good if examined.published_max]
    at = datetime.now(UTC)
    newest = max(dates, default=None)
    counts = ("refused", "dangling", "superseded", "quarantined_links")
    # A list is there once a load has named somebody on it: one file may hold one of a source's lists alone.
    lists = sorted(report.lists.intersection(source.lists))
    properties: dict[str, Any] = {"records": report.total("read"), "filled": json.dumps(report.filled)}
    properties |= {name: report.total(name) for name in counts}

    def work(tx: Tx) -> None:
        told = {"properties": properties, "lists": lists, "whole": source.whole, "published_max": newest}
        if tx.run("ingest/source_loaded", id=source.id, at=at, **told)[0]["news"]:
            _revision(tx, source, "lists", at)

    graph.transaction(work, write=True)


def _revision(tx: Tx, source: Source, what: str, at: datetime) -> None:
    """Every answer may be another one: a revision of its own, so that no older answer is served."""
    batch = f"{source.id}:{what}:{at.isoformat()}"
    tx.run("ingest/finish", batch=batch, kind="source", source=source.id, subjects=[], report="{}", at=at)


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
                    reason=f"{NOT_JOINED}{link.reason}",
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
    entry.superseded = examined.stated.superseded(examined.number)
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


def _batches(source: Source, examined: Examined, prefix: str, size: int) -> Iterator[tuple[Batch, int]]:
    records: list[Record] = []
    complete: dict[str, frozenset[str]] = {}
    listed: dict[str, set[str]] = {}
    position: str | None = None
    number = done = 0

    def cut() -> Batch:
        nonlocal position
        keys = {event_key(source.id, one) for one in records if not isinstance(one, Complete | Position | Refused)}
        closing = frozenset(key for key in keys if examined.stated.closes(examined.number, key))
        batch = Batch(f"{prefix}:{number}", tuple(records), closing, dict(complete), position=position)
        records.clear()
        complete.clear()
        position = None
        return batch

    for record in last_words(source, examined):
        done += 1
        if isinstance(record, Complete):
            complete[record.scope] = frozenset(listed.pop(record.scope, ()))
        elif isinstance(record, Position):
            position = record.value
        else:
            records.append(record)
        if examined.has_complete and isinstance(record, InterestRecord):
            listed.setdefault(record.scope, set()).add(record_key(source.id, record.record))
        # Where a source lists whole sets, a batch ends with one, so that old and new owners change at once.
        whole = not examined.has_complete or isinstance(record, Complete) or len(records) >= _LARGEST
        if len(records) + len(complete) >= size and whole and not isinstance(record, Closed):
            number += 1
            yield cut(), done
    if records or complete or position is not None:
        number += 1
        yield cut(), done
