"""Parties, identifiers, statements and seats: the loader's queries about them, each as its ``.cypher`` file says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ingest.offline.shelf import Row, Shelf

_FRESH: Row = {"kind": "unknown", "names": [], "name_keys": [], "described": False}


class Parties:
    """One for a shelf. What a transaction makes is written at its end, described: few rows are written twice."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._last = 0
        self.ranks: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._fresh: dict[int, tuple[str, int, str, Row]] = {}
        self._said: dict[int, list[Row]] = {}
        self._unowned: dict[str, str] = {}

    def begin(self) -> None:
        self._numbers.clear()

    def flush(self) -> None:
        """Writes the parties that the transaction has made: at its end, or when a query joins them."""
        shelf = self._shelf
        shelf.many(
            "INSERT INTO party VALUES (?, ?, ?, ?, ?, ?)",
            (
                (n, id_, born, label, *shelf.packed("party", data))
                for n, (id_, born, label, data) in self._fresh.items()
            ),
        )
        self._fresh.clear()
        self._said.clear()

    def numbers(self, ids: Iterable[str]) -> dict[str, int]:
        """The numbers of parties by id."""
        wanted = set(ids)
        if missing := wanted - self._numbers.keys():
            text = "SELECT key, party FROM identifier WHERE key IN (SELECT value FROM json_each(?))"
            self._numbers.update(self._shelf.among(text, sorted(missing)))
        return self._numbers

    def parties_by_identifier(self, *, keys: list[str]) -> list[Row]:
        shelf = self._shelf
        maybe = shelf.maybe("identifier", keys)
        if not maybe:
            return []
        text = """
            SELECT p.n, p.id, p.born, p.shape, p.data, group_concat(d.key, char(31))
            FROM (SELECT DISTINCT party FROM identifier WHERE key IN (SELECT value FROM json_each(?))) AS asked
            JOIN party AS p ON p.n = asked.party JOIN identifier AS d ON d.party = p.n GROUP BY p.n
        """
        found = []
        for n, id_, born, shape, data, identifiers in shelf.among(text, maybe):
            properties = shelf.unpacked(shape, data)
            self._numbers[id_] = n
            row = {"id": id_, "kind": properties["kind"], "born": born, "described": properties["described"]}
            found.append(row | {"identifiers": identifiers.split("\x1f")})
        return found

    def create_parties(self, *, rows: list[Row]) -> list[Row]:
        for row in rows:
            self._last += 1
            self._numbers[row["id"]] = self._last
            self._fresh[self._last] = (row["id"], row["born"], "Unknown", _FRESH | {"name": row["id"]})
            self._said[self._last] = []
        return []

    def create_identifiers(self, *, rows: list[Row]) -> list[Row]:
        # Written when the first statement says whose they are, in the same transaction.
        self._unowned.update((row["key"], row["scheme"]) for row in rows)
        return []

    def known_statements(self, *, keys: list[str]) -> list[Row]:
        if not (maybe := self._shelf.maybe("statement", keys)):
            return []
        text = "SELECT key, shape, data FROM statement WHERE key IN (SELECT value FROM json_each(?)) AND past = 0"
        return [self._shelf.unpacked(shape, data) | {"key": key} for key, shape, data in self._shelf.among(text, maybe)]

    def stated_parties(self, *, prefix: str, after: str, limit: int) -> list[Row]:
        # The sign after ":": everything that begins with the prefix is before it.
        text = (
            "SELECT key, record FROM statement "
            "WHERE key > ? AND key < ? AND speaks = 1 AND past = 0 ORDER BY key LIMIT ?"
        )
        found = self._shelf.rows(text, after, f"{prefix[:-1]};", limit)
        return [{"key": key, "record": record} for key, record in found]

    def statements_of_records(self, *, records: list[str], source: str) -> list[Row]:
        found = []
        for record in self._shelf.maybe(f"record of {source}", records):
            text = (
                "SELECT s.key, p.id, s.past, s.shape, s.data FROM statement AS s JOIN party AS p ON p.n = s.party "
                "WHERE s.key >= ? AND s.key < ? AND s.source = ? AND s.record = ?"
            )
            start = f"{source}:{record}#"
            # The sign after "#": everything that begins with start is before it.
            for key, party, past, shape, data in self._shelf.rows(text, start, f"{start[:-1]}$", source, record):
                said = self._shelf.unpacked(shape, data)
                when = {name: said.get(name) for name in ("published", "version")}
                found.append({"key": key, "record": record, "party": party, "past": bool(past)} | when)
        return found

    def create_statements(self, *, rows: list[Row], at: Any) -> list[Row]:
        shelf, made = self._shelf, []
        numbers = self.numbers(row["party"] for row in rows)
        owned: list[tuple[str, str, int]] = []
        for row in rows:
            properties, party = row["properties"], numbers[row["party"]]
            if scheme := self._unowned.pop(row["identifier"], None):
                owned.append((row["identifier"], scheme, party))
            speaks = bool(properties["primary"])
            if speaks and party in self._said:
                self._said[party].append(properties)
            made.append(
                (properties["key"], properties["source"], properties.get("record"), party, row["identifier"], speaks, 0,
                 *shelf.packed("statement", properties | {"recorded_from": at}))
            )  # fmt: skip
        shelf.many("INSERT INTO statement VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", made)
        shelf.many("INSERT INTO identifier VALUES (NULL, ?, ?, ?)", owned)
        shelf.remember("identifier", (key for key, _, _ in owned))
        shelf.remember("statement", (row[0] for row in made))
        records = defaultdict(set)
        for _, source, record, *_ in made:
            if record is not None:
                records[source].add(record)
        for source, named in records.items():
            shelf.remember(f"record of {source}", named)
        return []

    def update_statements(self, *, rows: list[Row]) -> list[Row]:
        for row in rows:
            properties = row["properties"]
            old = self._statement(row["key"])
            merged = {k: v for k, v in {**old, **properties}.items() if k != "recorded_to"}
            self._shelf.rows(
                "UPDATE statement SET speaks = ?, past = 0, shape = ?, data = ? WHERE key = ?",
                bool(properties["primary"]), *self._shelf.packed("statement", merged), row["key"],
            )  # fmt: skip
        return []

    def retire_statements(self, *, keys: list[str], at: Any) -> list[Row]:
        for key in keys:
            merged = self._statement(key) | {"recorded_to": at, "primary": False}
            self._shelf.rows(
                "UPDATE statement SET speaks = 0, past = 1, shape = ?, data = ? WHERE key = ?",
                *self._shelf.packed("statement", merged), key,
            )  # fmt: skip
        return []

    def drop_references(self, *, keys: list[str]) -> list[Row]:
        if maybe := self._shelf.maybe("statement", keys):
            self._shelf.among("DELETE FROM statement WHERE key IN (SELECT value FROM json_each(?))", maybe)
        return []

    def descriptions(self, *, ids: list[str]) -> list[Row]:
        numbers, shelf = self.numbers(ids), self._shelf
        stored = [numbers[id_] for id_ in ids if numbers[id_] not in self._fresh]
        parties: dict[int, Row] = {n: data for n, (_, _, _, data) in self._fresh.items()}
        said: dict[int, list[Row]] = dict(self._said)
        if stored:
            text = "SELECT n, shape, data FROM party WHERE n IN (SELECT value FROM json_each(?))"
            parties |= {n: shelf.unpacked(shape, data) for n, shape, data in shelf.among(text, stored)}
            text = (
                "SELECT party, shape, data FROM statement WHERE party IN (SELECT value FROM json_each(?)) "
                "AND speaks = 1 AND past = 0"
            )
            for n, shape, data in shelf.among(text, stored):
                said.setdefault(n, []).append(shelf.unpacked(shape, data))
        fields = ("described", "name", "kind", "dissolved_on")
        return [
            {"id": id_}
            | {name: parties[n].get(name) for name in fields}
            | {"statements": [one | {"rank": self.ranks[one["source"]]} for one in said.get(n, ())]}
            for id_ in ids
            for n in (numbers[id_],)
        ]

    def keep_descriptions(self, *, ids: list[str], at: Any) -> list[Row]:
        numbers = self.numbers(ids)
        for id_ in ids:
            now = self._properties(numbers[id_])
            was = {name: now.get(name) for name in ("name", "kind", "dissolved_on")} | {"recorded_to": at}
            self._shelf.rows("INSERT INTO was VALUES (?, ?, ?)", numbers[id_], *self._shelf.packed("was", was))
        return []

    def describe_parties(self, *, rows: list[Row]) -> list[Row]:
        numbers, updates = self.numbers(row["id"] for row in rows), []
        for row in rows:
            n = numbers[row["id"]]
            if n in self._fresh:
                id_, born, _, _ = self._fresh[n]
                self._fresh[n] = (id_, born, row["label"], row["properties"])
            else:
                updates.append((row["label"], *self._shelf.packed("party", row["properties"]), n))
        self._shelf.many("UPDATE party SET label = ?, shape = ?, data = ? WHERE n = ?", updates)
        return []

    def still_bare(self, *, ids: list[str]) -> list[Row]:
        numbers = self.numbers(ids)
        return [{"bare": sum(not self._properties(numbers[id_])["described"] for id_ in ids)}]

    def seats_of_records(self, *, rows: list[Row]) -> list[Row]:
        found, numbers = [], self.numbers(row["party"] for row in rows)
        text = "SELECT jurisdiction, shape, data FROM seat WHERE party = ? AND source = ? AND record = ? AND past = 0"
        for row in rows:
            for place, shape, data in self._shelf.rows(text, numbers[row["party"]], row["source"], row["record"]):
                own = {"record": row["record"], "party": row["party"], "jurisdiction": place}
                found.append(self._shelf.unpacked(shape, data) | own)
        return found

    def create_seats(self, *, rows: list[Row], at: Any) -> list[Row]:
        numbers, shelf = self.numbers(row["party"] for row in rows), self._shelf
        shelf.many(
            "INSERT INTO seat VALUES (NULL, ?, ?, ?, ?, 0, ?, ?)",
            (
                (numbers[row["party"]], row["jurisdiction"], row["properties"]["source"], row["properties"]["record"],
                 *shelf.packed("seat", row["properties"] | {"recorded_from": at}))
                for row in rows
            ),
        )  # fmt: skip
        return []

    def retire_seats(self, *, keys: list[str], at: Any) -> list[Row]:
        # A seat's key begins with its record's; the party of the record has few.
        for key in keys:
            record = key.rpartition("#")[0]
            text = (
                "SELECT t.n, t.shape, t.data FROM seat AS t JOIN statement AS s ON s.party = t.party "
                "WHERE s.key >= ? AND s.key < ? AND t.past = 0"
            )
            for n, shape, data in self._shelf.rows(text, f"{record}#", f"{record}$").fetchall():
                properties = self._shelf.unpacked(shape, data)
                if properties["key"] == key:
                    packed = self._shelf.packed("seat", properties | {"recorded_to": at})
                    self._shelf.rows("UPDATE seat SET past = 1, shape = ?, data = ? WHERE n = ?", *packed, n)
        return []

    def _statement(self, key: str) -> Row:
        shape, data = self._shelf.rows("SELECT shape, data FROM statement WHERE key = ?", key).fetchone()
        return self._shelf.unpacked(shape, data)

    def _properties(self, n: int) -> Row:
        if n in self._fresh:
            return self._fresh[n][3]
        return self._shelf.unpacked(*self._shelf.rows("SELECT shape, data FROM party WHERE n = ?", n).fetchone())
