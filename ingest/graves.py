"""What a stream has withdrawn stays withdrawn, even if an older statement is read later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cypher.graph import Tx
from ingest.records import Closed, Complete, Position, Record, Refused
from ingest.rows import event_key

When = tuple[date | None, int | None]


def is_outdated(when: When, stored: When) -> bool:
    """Whether what was said at ``when`` (day, version) is older than what is stored. Without a day versions count."""
    (day, version), (stored_day, stored_version) = when, stored
    if day is not None and stored_day is not None and day != stored_day:
        return day < stored_day
    # Without a version it may be from any hour of that day, but a source that gives versions means the newest by them.
    return (version or 0) < (stored_version or 0) and (day is not None or bool(version))


class Graves:
    """The withdrawals that bear a version, of the records of one batch. One use per transaction."""

    def __init__(self, tx: Tx, source: str, records: Iterable[Record]) -> None:
        self._tx, self._source = tx, source
        keys = sorted(
            event_key(source, record)
            for record in records
            if not isinstance(record, Complete | Position | Refused | Closed) and record.version
        )
        rows = tx.run("ingest/graves", keys=keys) if keys else []
        self._stored: dict[str, When] = {row["key"]: (row["published"], row["version"]) for row in rows}

    def holds(self, record: Any) -> bool:
        """Whether what ``record`` says had been withdrawn after it was said."""
        stored = self._stored.get(event_key(self._source, record))
        return stored is not None and is_outdated((record.published, record.version), stored)

    def dig(self, closings: Iterable[Closed]) -> None:
        """Remembers the withdrawals that say when they were said."""
        rows = [
            {"key": event_key(self._source, one), "published": one.published, "version": one.version}
            for one in closings
            if one.version
        ]
        if rows:
            self._tx.run("ingest/dig_graves", rows=rows)
