"""Interests, branches and notices: the loader's queries about them, each as its ``.cypher`` file says.

One table for the three: what is current and what is past differ in a column, and becoming past is an update.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ingest.offline.parties import Parties
from ingest.offline.shelf import Row, Shelf

KINDS = ("interests", "branches", "notices")
INTERESTS, BRANCHES, NOTICES = range(3)
COLUMNS = ("scope", "behalf")
"""Properties of interests that are columns too, where their last word is: they are looked up or change alone."""


class Claims:
    """The claims of one kind. One for a shelf."""

    def __init__(self, shelf: Shelf, parties: Parties, kind: int) -> None:
        self._shelf, self._parties, self._kind = shelf, parties, kind

    def known(self, *, keys: list[str]) -> list[Row]:
        if not (maybe := self._shelf.maybe(KINDS[self._kind], keys)):
            return []
        self._parties.flush()
        text = """
            SELECT c.key, h.id, s.id, c.past, c.closed, c.shape, c.data
            FROM claim AS c JOIN party AS s ON s.n = c.subject LEFT JOIN party AS h ON h.n = c.holder
            WHERE c.kind = ? AND c.key IN (SELECT value FROM json_each(?))
            AND (c.past = 0 OR c.closed IS NULL OR c.closed = 'withdrawn') ORDER BY c.key, c.past, c.n
        """
        return [
            self._shelf.unpacked(shape, data)
            | {"key": key, "holder": holder, "subject": subject}
            | {"state": "current" if not past else "withdrawn" if closed else "ended"}
            for key, holder, subject, past, closed, shape, data in self._shelf.rows(text, self._kind, _list(maybe))
        ]

    def create(self, *, rows: list[Row], at: Any, source: str | None = None) -> list[Row]:  # noqa: ARG002
        return self._create(rows, at, past=False)

    def create_past(self, *, rows: list[Row], at: Any, source: str | None = None) -> list[Row]:  # noqa: ARG002
        return self._create(rows, at, past=True)

    def replace(self, *, rows: list[Row], at: Any) -> list[Row]:
        for row in rows:
            for holder, subject in self._close(row["key"], {"recorded_to": at, "closed": "superseded"}):
                self._insert([(holder, subject, row["properties"] | {"recorded_from": at})], past=False)
        return []

    def retire(self, *, rows: list[Row], closed: str, at: Any) -> list[Row]:
        self._parties.flush()
        found = []
        for row in rows:
            day = row["valid_to"]
            for holder, subject in self._close(row["key"], {"recorded_to": at, "closed": closed}, day=day, ended=True):
                ids = dict(self._shelf.rows("SELECT n, id FROM party WHERE n IN (?, ?)", holder, subject))
                found.append({"key": row["key"], "holder": ids.get(holder), "subject": ids[subject]})
        return found

    def end(self, *, rows: list[Row], at: Any) -> list[Row]:
        for row in rows:
            current = self._current(row["key"])
            if current is None:
                continue
            n, holder, subject, properties = current
            self._to_past(n, properties | {"recorded_to": at, "closed": "superseded"})
            self._insert(
                [(holder, subject, properties | {"valid_to": row["valid_to"], "recorded_from": at})], past=False
            )
        return []

    def retire_ended(self, *, keys: list[str], closed: str, at: Any) -> list[Row]:
        text = "SELECT n, shape, data FROM claim WHERE kind = ? AND key = ? AND past = 1 AND closed IS NULL"
        for key in keys:
            for n, shape, data in self._shelf.rows(text, self._kind, key).fetchall():
                self._to_past(n, self._shelf.unpacked(shape, data) | {"recorded_to": at, "closed": closed})
        return []

    def of_scopes(self, *, scopes: list[str], source: str) -> list[Row]:
        text = (
            "SELECT scope, key FROM claim WHERE source = ? AND scope <> '' AND past = 0 "
            "AND scope IN (SELECT value FROM json_each(?))"
        )
        return [{"scope": scope, "key": key} for scope, key in self._shelf.rows(text, source, _list(scopes))]

    def stated(self, *, prefix: str, after: str, limit: int) -> list[Row]:
        # The sign after ":": everything that begins with the prefix is before it.
        text = "SELECT DISTINCT key FROM claim WHERE kind = ? AND past = 0 AND key > ? AND key < ? ORDER BY key LIMIT ?"
        found = self._shelf.rows(text, self._kind, after, f"{prefix[:-1]};", limit)
        return [{"key": key} for (key,) in found]

    def _create(self, rows: list[Row], at: Any, *, past: bool) -> list[Row]:
        named = {row[end] for row in rows for end in ("holder", "subject") if end in row}
        numbers = self._parties.numbers(named)
        self._insert(
            [
                (numbers[row["holder"]] if "holder" in row else None, numbers[row["subject"]],
                 row["properties"] | {"recorded_from": at})
                for row in rows
            ],
            past=past,
        )  # fmt: skip
        self._shelf.remember(KINDS[self._kind], (row["key"] for row in rows))
        return []

    def _insert(self, rows: Iterable[tuple[int | None, int, Row]], *, past: bool) -> None:
        shelf, kind = self._shelf, self._kind
        shelf.many(
            "INSERT INTO claim VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (kind, past, p["key"], holder, subject, p.get("on_behalf_of"), p["source"], p.get("scope"),
                 p.get("closed"), *shelf.packed(KINDS[kind], p))
                for holder, subject, p in rows
            ),
        )  # fmt: skip

    def _current(self, key: str) -> tuple[int, int | None, int, Row] | None:
        text = (
            "SELECT n, holder, subject, behalf, scope, shape, data FROM claim WHERE kind = ? AND key = ? AND past = 0"
        )
        row = self._shelf.rows(text, self._kind, key).fetchone()
        if row is None:
            return None
        n, holder, subject, behalf, scope, shape, data = row
        properties = self._shelf.unpacked(shape, data)
        if self._kind == INTERESTS:
            properties |= {"on_behalf_of": behalf, "scope": scope}
        return n, holder, subject, properties

    def _close(self, key: str, more: Row, *, day: Any = None, ended: bool = False) -> list[tuple[int | None, int]]:
        """The current version becomes past; its ends. ``ended``: on ``day``, if one is given."""
        current = self._current(key)
        if current is None:
            return []
        n, holder, subject, properties = current
        if ended:
            stated = properties["valid_to"]
            more = more | {"valid_to": day or stated, "ended_on": day, "stated_to": stated if day else None}
        self._to_past(n, properties | more)
        return [(holder, subject)]

    def _to_past(self, n: int, properties: Row) -> None:
        self._shelf.rows(
            "UPDATE claim SET past = 1, closed = ?, shape = ?, data = ? WHERE n = ?",
            properties["closed"], *self._shelf.packed(KINDS[self._kind], properties), n,
        )  # fmt: skip


def _list(values: Iterable[Any]) -> str:
    return json.dumps(list(values))
