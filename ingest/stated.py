"""Which statements do the files of a run make, and which word on each is the last? On disk: memory stays flat.

A statement may be made several times under one id, and be closed. By ``version``, then by place in the file, the last
one counts. Keys are kept as digests of 12 bytes.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

MAX_VERSION = 2**35 - 1
_PLACES = 28
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE event (key BLOB, file INTEGER, closing INTEGER, place INTEGER);
"""
# Written once, sorted once: an index kept while writing would cost ten times as much. Most keys are stated once and
# never closed; the others are looked up.
_SETTLE = """
CREATE INDEX event_key ON event (key, file, closing, place);
CREATE TABLE contested AS
  SELECT key, file, coalesce(max(CASE WHEN closing THEN NULL ELSE place END), -1) AS said,
         coalesce(max(CASE WHEN closing THEN place END), -1) AS closed, sum(NOT closing) AS times
  FROM event GROUP BY key, file HAVING count(*) > 1 OR closed >= 0;
CREATE UNIQUE INDEX contested_key ON contested (key, file);
"""
_AT_ONCE = 10_000


class Stated:
    """Write all events with ``add``, then ask. A context manager: its file goes when it is left."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="controlpath-")
        self._store = sqlite3.connect(Path(self._folder.name) / "stated", isolation_level=None)
        self._store.executescript(_SCHEMA)
        self._pending: list[tuple[bytes, int, int, int]] = []
        self._settled = self._all_plain = False

    def add(self, file: int, key: str, version: int, at: int, *, closing: bool) -> None:
        """``key`` is stated, or closed, as event number ``at`` of file number ``file``."""
        self._pending.append((_digest(key), file, int(closing), version << _PLACES | at))
        if len(self._pending) >= _AT_ONCE:
            self._flush()

    def counts(self, file: int, key: str, version: int, at: int, *, closing: bool) -> bool:
        """Whether this event is the last of its sort; a closing counts only if it is the last word of all."""
        found = self._contested(file, key)
        if found is None:
            return True
        said, closed = found
        place = version << _PLACES | at
        return closed == place > said if closing else said == place

    def closes(self, file: int, key: str) -> bool:
        """Whether the file's last word on ``key`` is that it is closed."""
        found = self._contested(file, key)
        return found is not None and found[1] > found[0]

    def superseded(self, file: int) -> int:
        """How many statements of a file are followed by another of the same id."""
        self._settle()
        asked = "SELECT coalesce(sum(times - 1), 0) FROM contested WHERE file = ? AND times > 1"
        return int(self._store.execute(asked, (file,)).fetchone()[0])

    def __contains__(self, key: str) -> bool:
        """Whether any file states ``key``."""
        self._settle()
        asked = "SELECT 1 FROM event WHERE key = ? AND NOT closing LIMIT 1"
        return self._store.execute(asked, (_digest(key),)).fetchone() is not None

    def _contested(self, file: int, key: str) -> tuple[int, int] | None:
        self._settle()
        if self._all_plain:
            return None
        asked = "SELECT said, closed FROM contested WHERE key = ? AND file = ?"
        found: tuple[int, int] | None = self._store.execute(asked, (_digest(key), file)).fetchone()
        return found

    def _flush(self) -> None:
        self._store.execute("BEGIN")
        self._store.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", self._pending)
        self._store.execute("COMMIT")
        self._pending.clear()

    def _settle(self) -> None:
        if not self._settled:
            self._flush()
            self._store.executescript(_SETTLE)
            self._all_plain = self._store.execute("SELECT 1 FROM contested LIMIT 1").fetchone() is None
            self._settled = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()
        self._folder.cleanup()


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=12).digest()
