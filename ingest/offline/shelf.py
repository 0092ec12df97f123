"""The file: tables, properties as blobs, and a filter that answers most questions for what is not there.

A party is a number here; its id is one of its identifiers, so identifiers find it. Everything in the file may be lost
with the process: it is written without a journal.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]

CACHE_KIB = 200_000
"""Pages that are kept in memory, whatever the size of the load."""
_FILTER_BITS = 29
_TABLES = """
CREATE TABLE party (n INTEGER PRIMARY KEY, id TEXT, born INTEGER, label TEXT, shape INTEGER, data BLOB);
CREATE TABLE identifier (n INTEGER PRIMARY KEY, key TEXT UNIQUE, scheme TEXT, party INTEGER);
CREATE INDEX identifiers_of ON identifier (party);
CREATE TABLE statement (
  n INTEGER PRIMARY KEY, key TEXT UNIQUE, source TEXT, record TEXT, party INTEGER, identifier TEXT,
  speaks INTEGER, past INTEGER, shape INTEGER, data BLOB
);
CREATE INDEX statements_of ON statement (party);
CREATE TABLE seat (
  n INTEGER PRIMARY KEY, party INTEGER, jurisdiction TEXT, source TEXT, record TEXT, past INTEGER, shape INTEGER,
  data BLOB
);
CREATE INDEX seats_of ON seat (party);
CREATE TABLE claim (
  n INTEGER PRIMARY KEY, kind INTEGER, past INTEGER, key TEXT, holder INTEGER, subject INTEGER, behalf TEXT,
  source TEXT, scope TEXT, closed TEXT, shape INTEGER, data BLOB
);
CREATE INDEX claim_key ON claim (kind, key);
CREATE INDEX claim_scope ON claim (source, scope) WHERE scope <> '' AND past = 0;
CREATE INDEX claim_behalf ON claim (behalf) WHERE behalf IS NOT NULL;
CREATE TABLE grave (key TEXT PRIMARY KEY, published TEXT, version INTEGER);
CREATE TABLE was (party INTEGER, shape INTEGER, data BLOB);
CREATE TABLE merge (n INTEGER PRIMARY KEY, winner INTEGER, shape INTEGER, data BLOB);
CREATE TABLE source (n INTEGER PRIMARY KEY, id TEXT UNIQUE, shape INTEGER, data BLOB);
"""
INDEXES_FOR_READING = (
    "CREATE INDEX IF NOT EXISTS claims_on ON claim (subject)",
    "CREATE INDEX IF NOT EXISTS claims_of ON claim (holder)",
)
"""What finds claims by their ends: made when first asked for, which most loads never do before their end."""


class Shelf:
    """One file. Properties are kept without their names: rows of one kind have the same ones."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "temp_store=FILE",
                        f"cache_size=-{CACHE_KIB}", "page_size=8192"):  # fmt: skip
            self._db.execute(f"PRAGMA {setting}")
        self._db.executescript(_TABLES)
        self._shapes: dict[tuple[str, tuple[str, ...]], int] = {}
        self._names: list[tuple[str, ...]] = []
        self._tables: list[str] = []
        self._filter = bytearray(1 << (_FILTER_BITS - 3))
        self._ends_indexed = False

    def close(self) -> None:
        self._db.close()

    def begin(self) -> None:
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def rows(self, text: str, *values: Any) -> sqlite3.Cursor:
        return self._db.execute(text, values)

    def many(self, text: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._db.executemany(text, rows)

    def among(self, text: str, values: Iterable[Any], *more: Any) -> sqlite3.Cursor:
        """Rows of a query whose first parameter is a list: ``... IN (SELECT value FROM json_each(?)) ...``."""
        return self._db.execute(text, (json.dumps(list(values)), *more))

    def packed(self, table: str, properties: Mapping[str, Any]) -> tuple[int, bytes]:
        """Properties of a row of ``table`` as shape and data."""
        names = (table, tuple(properties))
        shape = self._shapes.get(names)
        if shape is None:
            shape = self._shapes[names] = len(self._names)
            self._names.append(names[1])
            self._tables.append(table)
        return shape, pickle.dumps(tuple(properties.values()), 5)

    def columns(self, table: str) -> list[str]:
        """The names of all properties that rows of ``table`` have had."""
        shapes = (names for names, own in zip(self._names, self._tables, strict=True) if own == table)
        return list(dict.fromkeys(name for names in shapes for name in names))

    def unpacked(self, shape: int, data: bytes) -> Row:
        return dict(zip(self._names[shape], pickle.loads(data), strict=True))

    def remember(self, what: str, keys: Iterable[str]) -> None:
        """Notes keys, so that ``maybe`` finds them."""
        bits, salt, mask = self._filter, hash(what), (1 << _FILTER_BITS) - 1
        for key in keys:
            mixed = hash(key) ^ salt
            for place in (mixed & mask, (mixed >> 31) & mask):
                bits[place >> 3] |= 1 << (place & 7)

    def maybe(self, what: str, keys: Iterable[str]) -> list[str]:
        """Of the keys those that may have been noted; the others surely were not."""
        bits, salt, mask = self._filter, hash(what), (1 << _FILTER_BITS) - 1
        found = []
        for key in keys:
            mixed = hash(key) ^ salt
            one, other = mixed & mask, (mixed >> 31) & mask
            if bits[one >> 3] >> (one & 7) & 1 and bits[other >> 3] >> (other & 7) & 1:
                found.append(key)
        return found

    def index_ends(self, progress: Callable[[], None] = lambda: None) -> None:
        """Makes claims findable by their ends."""
        if not self._ends_indexed:
            self._ends_indexed = True
            for text in INDEXES_FOR_READING:
                self._db.execute(text)
                progress()

    def pages(self, text: str, size: int) -> Iterator[list[Any]]:
        """The rows of a query, some at a time."""
        cursor = self._db.execute(text)
        while rows := cursor.fetchmany(size):
            yield rows
