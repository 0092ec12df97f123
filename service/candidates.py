"""Which parties may be one though no identifier says so? Pairs of companies for a person to decide; nothing is joined.

Companies are set side by side by their names without legal form, in one script (``cypher/likeness.py``), and weighed by
``service/likely.py``. Persons are not: a name, even with a month of birth, is that of many. Memory does not grow with
the graph: the blocks are made in a temporary file.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, islice
from uuid import uuid4

from cypher.graph import Graph, Row, Tx
from cypher.likeness import likeness
from service.joining import decided, finish
from service.likely import LEAST, Likely, likely

MOST_ALIKE = 40
"""Companies of one likeness: with more of them a name says nothing, and they are told and passed over."""
CHUNK = 1_000
_STREAM_SECONDS = 3_600.0


@dataclass(slots=True)
class Found:
    """What came of it: companies looked at, blocks of like names, pairs weighed, candidates that are open now, of those
    new, closed ones, rejected ones not proposed again, and likenesses of too many (the first of them by name)."""

    companies: int = 0
    blocks: int = 0
    pairs: int = 0
    open: int = 0
    new: int = 0
    closed: int = 0
    rejected: int = 0
    too_many: list[str] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pair:
    one: str
    other: str
    found: Likely

    @property
    def key(self) -> str:
        return candidate_key(self.one, self.other)


def candidate_key(one: str, other: str) -> str:
    """The id of the candidate that two parties are, in whatever order."""
    return hashlib.sha256("\n".join(sorted((one, other))).encode()).hexdigest()[:16]


def find(graph: Graph, least: int = LEAST, progress: Callable[[str, int], None] = lambda *_: None) -> Found:
    """Looks at all companies and proposes those pairs that score ``least`` or more. Raises GraphError.

    A pair that was rejected comes back only with another score or other reasons; one that is open and no longer found
    is closed. Each transaction leaves a change that names the parties.
    """
    found, run = Found(), uuid4().hex
    with _blocks() as index:
        _fill(graph, index, found, progress)
        pairs = _pairs(graph, index, least, found, progress)
        while chunk := list(islice(pairs, CHUNK)):
            _propose(graph, chunk, run, found)
    while keys := [row["key"] for row in graph.read("identity/unseen_candidates", run=run, limit=CHUNK)]:
        _close(graph, keys, found)
    return found


class _blocks:
    """A database in a temporary file of its own: (likeness, id)."""

    def __enter__(self) -> sqlite3.Connection:
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.execute("CREATE TABLE named (likeness TEXT, id TEXT, PRIMARY KEY (likeness, id)) WITHOUT ROWID")
        self._index.execute("BEGIN")
        return self._index

    def __exit__(self, *_: object) -> None:
        self._index.close()


def _fill(graph: Graph, index: sqlite3.Connection, found: Found, progress: Callable[[str, int], None]) -> None:
    for row in graph.with_timeout(_STREAM_SECONDS).stream("identity/names_of_companies"):
        found.companies += 1
        keys = {key for name in row["names"] if (key := likeness(name))}
        index.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", [(key, row["id"]) for key in keys])
        if found.companies % CHUNK == 0:
            progress("names", found.companies)


def _pairs(
    graph: Graph, index: sqlite3.Connection, least: int, found: Found, progress: Callable[[str, int], None]
) -> Iterator[_Pair]:
    blocks = _alike(index, found)
    while chunk := list(islice(blocks, CHUNK // 4)):
        ids = sorted({id_ for _, block in chunk for id_ in block})
        rows = {row["id"]: row for row in graph.read("identity/likely_twins", ids=ids)}
        names = {id_: {likeness(name) for name in row["names"]} for id_, row in rows.items()}
        for key, block in chunk:
            for one, other in combinations([id_ for id_ in block if id_ in rows], 2):
                if key != min((names[one] & names[other]) - {""}, default=""):
                    continue  # with several like names they meet in several blocks, and are one pair
                found.pairs += 1
                weighed = likely(rows[one], rows[other])
                if weighed is not None and weighed.score >= least:
                    yield _Pair(one, other, weighed)
        progress("pairs", found.pairs)


def _alike(index: sqlite3.Connection, found: Found) -> Iterator[tuple[str, list[str]]]:
    block: list[str] = []
    current = ""
    for key, id_ in index.execute("SELECT likeness, id FROM named ORDER BY likeness, id"):
        if key != current:
            yield from _block(current, block, found)
            block, current = [], key
        block.append(id_)
    yield from _block(current, block, found)


def _block(key: str, ids: list[str], found: Found) -> Iterator[tuple[str, list[str]]]:
    if len(ids) > MOST_ALIKE:
        found.too_many.append(key)
    elif len(ids) > 1:
        found.blocks += 1
        yield key, ids


def _propose(graph: Graph, pairs: list[_Pair], run: str, found: Found) -> None:
    wanted = {pair.key: pair for pair in pairs}

    def work(tx: Tx, at: datetime, batch: str) -> tuple[int, int, int, int | None]:
        stored: dict[str, Row] = {row["key"]: row for row in tx.run("identity/stored_candidates", keys=list(wanted))}
        open_ = {key for key, row in stored.items() if row["status"] == "open"}
        # What a person has confirmed stays as that person saw it.
        same = {
            key
            for key in wanted.keys() & stored.keys()
            if _same(wanted[key].found, stored[key]) or (key in open_ and stored[key]["confirmed_by"])
        }
        rejected = {key for key in same if stored[key]["status"] == "rejected"}
        fresh = [pair for key, pair in wanted.items() if key not in same or stored[key]["status"] == "gone"]
        tx.run("identity/close_candidates", keys=sorted(open_ - same), at=at)
        tx.run("identity/seen_candidates", keys=sorted(open_ & same), run=run)
        if not fresh:
            return len(open_ & same), 0, len(rejected), None
        rows = [
            {"one": pair.one, "other": pair.other, "key": pair.key, "score": pair.found.score}
            | {"reasons": list(pair.found.reasons)}
            for pair in fresh
        ]
        tx.run("identity/propose", rows=rows, run=run, at=at)
        subjects = {id_ for pair in fresh for id_ in (pair.one, pair.other)}
        seq = finish(tx, batch, "candidates", subjects, {"proposed": len(fresh)}, at)
        return len(open_ & same), len(fresh), len(rejected), seq

    again, new, rejected, seq = decided(graph, "candidates", work)
    found.open += again + new
    found.new += new
    found.rejected += rejected
    found.changes += [seq] if seq is not None else []


def _close(graph: Graph, keys: list[str], found: Found) -> None:
    def work(tx: Tx, at: datetime, batch: str) -> tuple[int, int]:
        gone = tx.run("identity/close_candidates", keys=keys, at=at)
        subjects = {row[end] for row in gone for end in ("one", "other")}
        return len(gone), finish(tx, batch, "candidates", subjects, {"closed": len(gone)}, at)

    closed, seq = decided(graph, "candidates", work)
    found.closed += closed
    found.changes.append(seq)


def _same(found: Likely, stored: Row) -> bool:
    return (found.score, list(found.reasons)) == (stored["score"], stored["reasons"])
