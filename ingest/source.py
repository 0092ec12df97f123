"""What a source is: one file in ``ingest/sources/`` with a ``SOURCE`` and ``read(path)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cypher.vocabulary import Grade
from ingest.records import Record


class BadFile(Exception):
    """The whole file is refused: wrong format, wrong encoding, truncated, oversized. Nothing of it is loaded.

    ``where`` names the line, element or byte if known; ``hint`` says what to do.
    """

    def __init__(self, path: Path, reason: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(f"{path}{':' + where if where else ''}: {reason}")
        self.path, self.reason, self.where, self.hint = path, reason, where, hint


@dataclass(frozen=True, slots=True)
class Asserts:
    """What must hold of a whole load, checked after reading (``ingest/quality.py``).

    ``minimum``: least number of records by class name. ``fill``: least percentage (0-100) of party records in
    which an attribute is not empty. ``max_refused``: most refused records, in percent of those read.
    """

    minimum: Mapping[str, int] = field(default_factory=dict)
    fill: Mapping[str, int] = field(default_factory=dict)
    max_refused: int = 5


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's data set in one format.

    ``grade``: A register or filing, B curated, C crowd. ``rank``: 1 best; of several sources on one holding the best
    ranked counts. ``figures``: "exact", "rounded" or "bands": how it prints shares (informational: the reader has
    already made intervals of them). ``promised_age_days``: after this many days without news its data are stale.
    ``files``: glob patterns by which files are found in a directory. ``licence`` is a SPDX id or a sentence.
    ``lists``: the restricted-party lists it holds, by the ids that policies name (``NoticeRecord.listed_on``).
    ``whole``: its files are always all that it says now; what they lack is closed. ``max_shrink``: percent of its
    statements that may be missing from a snapshot before a person is asked.
    """

    id: str
    title: str
    publisher: str
    url: str
    licence: str
    grade: Grade
    rank: int
    figures: Literal["exact", "rounded", "bands", "none"]
    promised_age_days: int
    files: tuple[str, ...]
    read: Callable[[Path], Iterator[Record]]
    asserts: Asserts = Asserts()
    lists: tuple[str, ...] = ()
    whole: bool = False
    max_shrink: int = 2
