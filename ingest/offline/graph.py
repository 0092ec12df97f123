"""``OfflineGraph``: what ``ingest.load.load`` needs of a graph, from a file on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from cypher.graph import Graph, Tx
from ingest.offline.claims import INTERESTS, KINDS, Claims
from ingest.offline.merging import Merging
from ingest.offline.parties import Parties
from ingest.offline.shelf import Row, Shelf

T = TypeVar("T")


class OfflineGraph:
    """An empty graph that answers the loader's queries and no others.

    ``finish`` counts no revisions: the import ends with one change. ``born`` orders parties as everywhere.
    """

    def __init__(self, path: Path) -> None:
        self.shelf = Shelf(path)
        self._parties = Parties(self.shelf)
        self._last: Any = None
        self.changes = 0
        merging = Merging(self.shelf, self._parties)
        answers: dict[str, Callable[..., list[Row]]] = {
            name: getattr(part, name)
            for part in (self._parties, merging)
            for name in dir(part)
            if not name.startswith("_") and name not in ("begin", "flush", "numbers", "ranks")
        }
        for number, kind in enumerate(KINDS):
            claims = Claims(self.shelf, self._parties, number)
            answers |= {
                f"{verb}_{kind}": getattr(claims, verb)
                for verb in ("known", "create", "create_past", "retire", "retire_ended", "end", "stated")
            }
            if number == INTERESTS:
                answers |= {
                    "replace_interests": claims.replace, "claims_of_scopes": claims.of_scopes,
                }  # fmt: skip
        answers |= {
            "begin": self._begin, "finish": self._finish, "held_by": self._held_by, "source": self._source,
            "source_loaded": self._source_loaded, "move_cursor": self._move_cursor, "graves": self._graves,
            "dig_graves": self._dig_graves,
        }  # fmt: skip
        self._answers = answers

    @property
    def as_graph(self) -> Graph:
        """Itself, for a loader that asks for a graph."""
        return cast(Graph, self)

    @property
    def queries(self) -> frozenset[str]:
        """The names of all that it answers."""
        return frozenset(f"ingest/{name}" for name in self._answers)

    def close(self) -> None:
        self.shelf.close()

    def transaction(self, work: Callable[[Tx], T], *, write: bool, timeout: float | None = None) -> T:  # noqa: ARG002
        """What ``work`` returns, its queries done. One that fails leaves the file of no use."""
        self.shelf.begin()
        self._parties.begin()
        result = work(cast(Tx, self))
        self._parties.flush()
        self.shelf.commit()
        return result

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """All rows of a query of the loader. KeyError for any other."""
        return self._answers[name.removeprefix("ingest/")](**params)

    def read(self, name: str, /, **params: Any) -> list[Row]:
        self._parties.begin()
        return self.run(name, **params)

    write = read

    def _begin(self, *, batch: str) -> list[Row]:  # noqa: ARG002 - no reply is ever lost here
        return [{"report": None, "seq": None, "last": self._last}]

    def _finish(self, *, at: Any, **_: Any) -> list[Row]:
        self._last = at
        self.changes += 1
        return [{"seq": self.changes}]

    def _held_by(self, *, ids: list[str]) -> list[Row]:  # noqa: ARG002
        # It only adds to the subjects of a change: afterwards everything is derived.
        return []

    def _source(self, *, id: str, properties: Row) -> list[Row]:
        self._parties.ranks[id] = properties["rank"]
        self._keep_source(id, properties)
        return [{"weighs_otherwise": False}]

    def _source_loaded(
        self, *, id: str, at: Any, properties: Row, lists: list[str], whole: bool, published_max: Any
    ) -> list[Row]:
        stored = self._stored_source(id)
        before = stored.get("published_max")
        newest = before if before and (not published_max or before > published_max) else published_max
        kept = [] if whole else [name for name in stored.get("lists") or () if name not in lists]
        loaded = {"loaded_at": at, "first_loaded_at": stored.get("first_loaded_at") or at, "published_max": newest}
        self._keep_source(id, properties | loaded | {"lists": kept + lists})
        # It makes no revision: the import ends with one, after which every answer is another one.
        return [{"news": False}]

    def _move_cursor(self, *, source: str, cursor: str) -> list[Row]:
        self._keep_source(source, {"cursor": cursor})
        return []

    def _graves(self, *, keys: list[str]) -> list[Row]:
        text = "SELECT key, published, version FROM grave WHERE key IN (SELECT value FROM json_each(?))"
        return [
            {"key": key, "published": date.fromisoformat(day) if day else None, "version": version}
            for key, day, version in self.shelf.among(text, keys)
        ]

    def _dig_graves(self, *, rows: list[Row]) -> list[Row]:
        self.shelf.many(
            "INSERT INTO grave VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET published = ?2, version = ?3 "
            "WHERE version <= ?3",
            ((row["key"], row["published"] and row["published"].isoformat(), row["version"]) for row in rows),
        )
        return []

    def _stored_source(self, id: str) -> Row:
        found = self.shelf.rows("SELECT shape, data FROM source WHERE id = ?", id).fetchone()
        return self.shelf.unpacked(*found) if found else {}

    def _keep_source(self, id: str, properties: Row) -> None:
        packed = self.shelf.packed("source", self._stored_source(id) | properties)
        text = "INSERT INTO source VALUES (NULL, ?1, ?2, ?3) ON CONFLICT DO UPDATE SET shape = ?2, data = ?3"
        self.shelf.rows(text, id, *packed)
