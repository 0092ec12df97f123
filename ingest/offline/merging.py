"""Two stored parties become one: the loader's queries for that, each as its ``.cypher`` file says."""

from __future__ import annotations

from typing import Any

from ingest.offline.parties import Parties
from ingest.offline.shelf import Row, Shelf


class Merging:
    """One for a shelf. Runs before the transaction makes new parties, so that all parties are written."""

    def __init__(self, shelf: Shelf, parties: Parties) -> None:
        self._shelf, self._parties = shelf, parties

    def record_merges(self, *, rows: list[Row], at: Any) -> list[Row]:
        shelf = self._shelf
        shelf.index_ends()
        for row in rows:
            winner, loser = self._both(row)
            shape, data = shelf.rows("SELECT shape, data FROM party WHERE n = ?", loser).fetchone()
            born = shelf.rows("SELECT born FROM party WHERE n = ?", loser).fetchone()[0]
            was = shelf.unpacked(shape, data)
            seats = [
                shelf.unpacked(*found)["key"]
                for found in shelf.rows("SELECT shape, data FROM seat WHERE party = ?", loser)
            ]
            kept: Row = {
                "id": row["id"], "winner": row["winner"], "loser": row["loser"], "record": row["record"],
                "joined_by": row["key"], "at": at, "name": was["name"], "born": born, "kind": was["kind"],
                "identifiers": self._keys("SELECT key FROM identifier WHERE party = ?", loser),
                "statements": [
                    *self._keys("SELECT key FROM statement WHERE party = ?", loser), *seats,
                    *self._keys("SELECT key FROM claim WHERE subject = ? AND kind = 2", loser),
                ],
                "claims": list(dict.fromkeys([
                    *self._keys("SELECT key FROM claim WHERE holder = ?", loser),
                    *self._keys("SELECT key FROM claim WHERE subject = ? AND kind < 2", loser),
                ])),
                "determinations": [],
                "beneficiary_of": self._keys("SELECT DISTINCT key FROM claim WHERE behalf = ?", row["loser"]),
            }  # fmt: skip
            shelf.rows("INSERT INTO merge VALUES (NULL, ?, ?, ?)", winner, *shelf.packed("merge", kept))
        return []

    def move_outgoing(self, *, rows: list[Row]) -> list[Row]:
        for row in rows:
            ends = self._both(row)
            self._shelf.rows("UPDATE claim SET holder = ? WHERE holder = ?", *ends)
            self._shelf.rows("UPDATE statement SET party = ? WHERE party = ?", *ends)
            self._shelf.rows("UPDATE seat SET party = ? WHERE party = ?", *ends)
            self._shelf.rows("DELETE FROM was WHERE party = ?", ends[1])
        return []

    def move_incoming(self, *, rows: list[Row]) -> list[Row]:
        for row in rows:
            ends = self._both(row)
            self._shelf.rows("UPDATE claim SET subject = ? WHERE subject = ?", *ends)
            self._shelf.rows("UPDATE merge SET winner = ? WHERE winner = ?", *ends)
        return []

    def move_beneficiaries(self, *, rows: list[Row]) -> list[Row]:
        for row in rows:
            self._shelf.rows("UPDATE claim SET behalf = ? WHERE behalf = ?", row["winner"], row["loser"])
        return [{"moved": len(rows)}]

    def delete_losers(self, *, ids: list[str]) -> list[Row]:
        numbers = self._parties.numbers(ids)
        for id_ in ids:
            winner = self._shelf.rows("SELECT party FROM statement WHERE identifier = ?", id_).fetchone()
            loser = numbers[id_]
            assert winner is not None, "its statements were moved"
            self._shelf.rows("UPDATE identifier SET party = ? WHERE party = ?", winner[0], loser)
            self._shelf.rows("DELETE FROM party WHERE n = ?", loser)
            numbers[id_] = winner[0]
        return []

    def _both(self, row: Row) -> tuple[int, int]:
        numbers = self._parties.numbers([row["winner"], row["loser"]])
        return numbers[row["winner"]], numbers[row["loser"]]

    def _keys(self, text: str, party: int | str) -> list[str]:
        return [key for (key,) in self._shelf.rows(text, party)]
