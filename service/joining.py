"""Two parties become one because persons say so: as exact joins are made, recorded with who and why, and undoable.

No claim is written: what sources said moves to the party it is about. The last act of the transaction is the change
that names both parties and all that they hold, so that whatever rests on them is derived and determined again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from cypher.commits import committed, next_instant
from cypher.description import describe
from cypher.graph import Graph, Row, Tx
from cypher.merging import Merge, merge
from cypher.schemes import contradiction
from cypher.vocabulary import PARTED
from service.errors import BadRequest

T = TypeVar("T")
LONGEST_NAME, LONGEST_REASON = 200, 2_000


@dataclass(frozen=True, slots=True)
class Written:
    """One decision about who is who as it was committed: its revision, and the parties that it left."""

    seq: int
    parties: tuple[str, ...]


def signed(by: str, reason: str) -> tuple[str, str]:
    """Who and why, as they are kept. Raises BadRequest: a decision has both."""
    by, reason = " ".join(by.split()), reason.strip()
    if not by or len(by) > LONGEST_NAME or not reason or len(reason) > LONGEST_REASON:
        limits = f"by has 1 to {LONGEST_NAME} characters, reason 1 to {LONGEST_REASON}."
        raise BadRequest("bad_decision", "A decision says who makes it and why.", limits)
    return by, reason


def decided(graph: Graph, kind: str, work: Callable[[Tx, datetime, str], T], now: datetime | None = None) -> T:
    """What ``work`` returns, in one transaction that no loader runs beside. Raises GraphError.

    ``work`` gets the instant of the change and the id of its batch. It is called again after a transient failure, and
    where the reply to the commit was lost unless the receipt shows that it was done.
    """
    batch = f"{kind}:{uuid4()}"
    results: list[T] = []

    def locked(tx: Tx) -> T:
        receipt = tx.run("ingest/begin", batch=batch)[0]
        if receipt["report"] is not None:
            return results[-1]  # of the attempt whose commit's reply was lost
        at = next_instant(receipt["last"], now or datetime.now(UTC))
        results.append(work(tx, at, batch))
        return results[-1]

    return committed(graph, locked)


def join(
    tx: Tx, batch: str, at: datetime, parties: tuple[Row, Row], by: Sequence[str], reason: str, of: str
) -> Written:
    """Makes the younger of two parties part of the older. Raises BadRequest where that would be against the guards.

    ``parties``: rows of ``ingest/parties_by_identifier``. ``of``: the candidate that was confirmed.
    """
    winner, loser = sorted(parties, key=lambda row: (row["born"], row["id"]))
    against(winner, loser)
    ids = [winner["id"], loser["id"]]
    subjects = touched(tx, ids)
    (id_,) = merge(tx, [Merge(winner["id"], loser["id"], f"candidate:{of}", loser["id"])], at)
    tx.run("identity/note_merge", id=id_, by=list(by), reason=reason)
    tx.run("identity/restore_links", id=winner["id"])
    redescribe(tx, [winner["id"]], at)
    report = {"joined": ids, "candidate": of, "by": list(by), "reason": reason}
    return Written(finish(tx, batch, "joined", {*subjects, *ids}, report, at), (winner["id"],))


def against(one: Row, other: Row) -> None:
    """Raises BadRequest for two that cannot be one: two numbers of one register, a person and something else."""
    if scheme := contradiction(own_keys(one), own_keys(other)):
        detail = f"They have different numbers of {scheme}: two numbers of one register are two parties."
        raise BadRequest("contradiction", detail, "If a source printed a wrong number, its record has to go.", 409)
    kinds = {one["kind"], other["kind"]} - {"unknown"}
    if "person" in kinds and len(kinds) > 1:
        raise BadRequest("contradiction", "A person and a company cannot be one party.", "", 409)


def own_keys(row: Row) -> list[str]:
    """The identifiers in a row of ``ingest/parties_by_identifier``, without those that were parted from it."""
    return [key for key in row["identifiers"] if not key.startswith(PARTED)]


def touched(tx: Tx, ids: Sequence[str]) -> set[str]:
    return {row["id"] for row in tx.run("identity/touched_by", ids=list(ids))}


def redescribe(tx: Tx, ids: Sequence[str], at: datetime, *, new: Sequence[str] = ()) -> None:
    """Describes parties by the statements they have now; what they were said to be before is kept (not of ``new``)."""
    stored = tx.run("ingest/descriptions", ids=list(ids))
    rows = [describe(row["id"], row["statements"]) for row in stored]
    changed = [
        row["id"]
        for row, made in zip(stored, rows, strict=True)
        if row["id"] not in new
        and any(row[name] != made["properties"][name] for name in ("name", "kind", "dissolved_on"))
    ]
    tx.run("ingest/keep_descriptions", ids=changed, at=at)
    tx.run("ingest/describe_parties", rows=rows)


def finish(tx: Tx, batch: str, kind: str, subjects: set[str], report: Row, at: datetime) -> int:
    """The change and the receipt, last in the transaction. Returns the new revision."""
    text = json.dumps(report, ensure_ascii=False)
    row = tx.run("ingest/finish", batch=batch, kind=kind, source=None, subjects=sorted(subjects), report=text, at=at)[0]
    seq: int = row["seq"]
    return seq
