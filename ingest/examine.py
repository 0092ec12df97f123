"""The first reading of a file: nothing is written before the whole of it has been read and found good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.plain import plain
from ingest.quality import Tally, fault, too_many_refused
from ingest.quarantine import Quarantine
from ingest.records import Closed, Complete, PartyRecord, Position, Record, Refused
from ingest.rows import event_key
from ingest.source import BadFile, Source
from ingest.stated import Stated


@dataclass(slots=True)
class Examined:
    """What a first reading learned of a good file. ``number`` is its own in ``stated``, where its statements are.

    ``state``: to see that nobody changed the file between the readings.
    """

    path: Path
    number: int
    stated: Stated
    read: int = 0
    refused: int = 0
    has_complete: bool = False
    published_max: date | None = None
    state: tuple[int, int] = (0, 0)


def examine(
    source: Source,
    path: Path,
    number: int,
    stated: Stated,
    quarantine: Quarantine,
    tally: Tally,
    *,
    allow_refused: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Examined:
    """Reads ``path`` to its end. Refused records go to ``quarantine``. Raises BadFile if it cannot be loaded."""
    found = Examined(path, number, stated, state=_state(path))
    for at, record in enumerate(_reading(source, path)):
        if reason := fault(record):
            found.refused += 1
            _put(quarantine, path, record, reason)
            continue
        found.read += 1
        if found.read % 1_000 == 0:
            progress(found.read)
        tally.add(record)
        if isinstance(record, Complete | Position | Refused):
            found.has_complete |= isinstance(record, Complete)
            continue
        closing = isinstance(record, Closed)
        stated.add(number, event_key(source.id, record), record.version, at, closing=closing)
        if not closing and record.published and (found.published_max is None or record.published > found.published_max):
            found.published_max = record.published
    reason = None if allow_refused else too_many_refused(found.refused, found.read, source.asserts)
    if reason:
        raise BadFile(path, reason, hint="See the quarantine file; --allow-refused loads the rest.")
    return found


def last_words(source: Source, examined: Examined) -> Iterator[Record]:
    """The second reading: fit records only, and of several statements under one id the last.

    Raises BadFile if the file is not the one that was examined.
    """
    if _state(examined.path) != examined.state:
        raise BadFile(examined.path, "the file changed while it was being loaded", hint="Load it again.")
    for at, record in enumerate(_reading(source, examined.path)):
        if isinstance(record, Refused) or fault(record):
            continue
        if isinstance(record, Complete) and examined.refused:
            continue  # a list with a record refused is not the whole list: what it lacks may be what was refused
        if not isinstance(record, Complete | Position) and not examined.stated.counts(
            examined.number, event_key(source.id, record), record.version, at, closing=isinstance(record, Closed)
        ):
            continue
        yield record


def _reading(source: Source, path: Path) -> Iterator[Record]:
    try:
        yield from map(_shown, source.read(path))
    except OSError as error:
        raise BadFile(path, f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadFile(path, f"is not {error.encoding}", where=f"byte {error.start}") from error


def _shown(record: Record) -> Record:
    """No name holds signs that make it show as another."""
    if not isinstance(record, PartyRecord):
        return record
    name, others = plain(record.name), tuple(map(plain, record.other_names))
    if name == record.name and others == record.other_names:
        return record
    return replace(record, name=name, other_names=tuple(other for other in others if other))


def _put(quarantine: Quarantine, path: Path, record: Record, reason: str) -> None:
    if isinstance(record, Refused):
        quarantine.add(file=str(path), where=record.where, reason=reason, record=record.record, raw=record.raw)
    else:
        name = getattr(record, "record", None)
        quarantine.add(file=str(path), where=f"record {name}", reason=reason, record=name, raw=repr(record))


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise BadFile(path, f"cannot be read: {error.strerror or error}") from error
    return status.st_size, status.st_mtime_ns
