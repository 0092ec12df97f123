"""Stored parties become one: noted with what is needed to undo it, then moved. For loaders and for persons alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cypher.graph import Tx


@dataclass(frozen=True, slots=True)
class Merge:
    """``loser`` becomes part of ``winner`` because ``record`` says that ``key`` is its identifier too."""

    winner: str
    loser: str
    record: str
    key: str


def merge(tx: Tx, merges: Sequence[Merge], at: datetime) -> list[str]:
    """Moves all that is the losers' to the winners and deletes the losers. Returns the ids of the ``Merge`` nodes."""
    rows = [
        {
            "id": f"{one.loser}>{one.winner}@{at:%Y%m%dT%H%M%S%f}",
            "winner": one.winner,
            "loser": one.loser,
            "record": one.record,
            "key": one.key,
        }
        for one in merges
    ]
    tx.run("ingest/record_merges", rows=rows, at=at)
    tx.run("ingest/move_outgoing", rows=rows)
    tx.run("ingest/move_incoming", rows=rows)
    tx.run("ingest/move_beneficiaries", rows=rows)
    tx.run("ingest/delete_losers", ids=[one.loser for one in merges])
    return [row["id"] for row in rows]
