"""What persons decide about parties that may be one: two confirm, one rejects. Each decision is a change of the graph.

Two different persons confirm, because a join moves claims and so may change every answer below; a rejection changes
nothing that is known, and one person is enough. ``by`` is what the caller says: keys name roles, not persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from cypher.graph import Graph, Row, Tx
from service.candidates import candidate_key
from service.errors import BadRequest, NotFound
from service.identifiers import readings
from service.joining import Written, against, decided, finish, join, signed
from service.lookups import HINT
from service.parties import brief, plain, read_cards

Status = Literal["open", "rejected", "gone"]
_SAID = (
    "score", "reasons", "status", "recorded_from", "recorded_to", "confirmed_by", "confirmed_reason", "confirmed_at",
    "rejected_by", "rejected_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """``outcome``: "waiting" (for a second person), "joined" or "rejected". ``parties``: the ids that are left."""

    id: str
    outcome: Literal["waiting", "joined", "rejected"]
    parties: tuple[str, ...]
    seq: int


def listed(graph: Graph, status: Status = "open", *, least: int = 0, after: int = 0, limit: int = 100) -> list[Row]:
    """Candidates of a status, the likeliest first. Raises GraphError."""
    rows = graph.read("identity/candidates", status=status, least=least, after=after, limit=limit)
    return _shown(graph, rows)


def shown(graph: Graph, id_: str) -> Row:
    """One candidate: id, score, reasons, status, both parties, who decided and why. Raises NotFound, GraphError."""
    return _shown(graph, graph.read("identity/candidate", key=id_) or _unknown(id_))[0]


def confirm(graph: Graph, id_: str, by: str, reason: str, *, now: datetime | None = None) -> Decided:
    """Says that the two are one; with the second person's word they are joined. Raises ServiceError, GraphError."""
    by, reason = signed(by, reason)

    def work(tx: Tx, at: datetime, batch: str) -> Decided:
        row = _open(tx, id_)
        ids = sorted([row["one"], row["other"]])
        parties = {one["id"]: one for one in tx.run("ingest/parties_by_identifier", keys=ids)}
        against(parties[ids[0]], parties[ids[1]])
        first = row["candidate"].get("confirmed_by")
        if first is None:
            tx.run("identity/confirmed_once", key=id_, by=by, reason=reason, at=at)
            report = {"confirmed": ids, "candidate": id_, "by": [by], "reason": reason}
            return Decided(id_, "waiting", tuple(ids), finish(tx, batch, "confirmed", set(ids), report, at))
        if first.casefold() == by.casefold():
            hint = "Somebody else confirms it, or either of you rejects it."
            raise BadRequest("second_person", f"{by} has confirmed it already.", hint, 409)
        both = f"{row['candidate']['confirmed_reason']} / {reason}"
        done: Written = join(tx, batch, at, (parties[ids[0]], parties[ids[1]]), (first, by), both, id_)
        return Decided(id_, "joined", done.parties, done.seq)

    return decided(graph, "confirm", work, now)


def propose(graph: Graph, one: str, other: str, by: str, reason: str, *, now: datetime | None = None) -> Decided:
    """Says that two parties are one though their names do not: a candidate that the proposer has confirmed already.

    ``one`` and ``other``: any identifiers. Also what was parted comes together again this way. Raises as ``confirm``.
    """
    by, reason = signed(by, reason)

    def work(tx: Tx, at: datetime, batch: str) -> Decided:
        rows = {row["id"]: row for row in (_party(tx, one), _party(tx, other))}
        if len(rows) < 2:
            raise BadRequest("already_decided", "The two identifiers are one party already.", "", 409)
        ids = sorted(rows)
        against(rows[ids[0]], rows[ids[1]])
        key = candidate_key(*ids)
        if any(row["status"] == "open" for row in tx.run("identity/stored_candidates", keys=[key])):
            raise BadRequest("already_decided", f"They are the open candidate {key}.", "Confirm that one.", 409)
        row = {"one": ids[0], "other": ids[1], "key": key, "score": 0, "reasons": ["proposed by a person"]}
        tx.run("identity/propose", rows=[row], run="", at=at)
        tx.run("identity/confirmed_once", key=key, by=by, reason=reason, at=at)
        report = {"confirmed": ids, "candidate": key, "by": [by], "reason": reason}
        return Decided(key, "waiting", tuple(ids), finish(tx, batch, "confirmed", set(ids), report, at))

    return decided(graph, "propose", work, now)


def _party(tx: Tx, text: str) -> Row:
    for key in readings(text):
        if rows := tx.run("ingest/parties_by_identifier", keys=[key]):
            return rows[0]
    raise NotFound("unknown_entity", f"Nobody has the identifier {text[:100]!r}.", HINT)


def reject(graph: Graph, id_: str, by: str, reason: str, *, now: datetime | None = None) -> Decided:
    """Says that the two are not one. They are proposed again only on other evidence. Raises as ``confirm``."""
    by, reason = signed(by, reason)

    def work(tx: Tx, at: datetime, batch: str) -> Decided:
        row = _open(tx, id_)
        ids = sorted([row["one"], row["other"]])
        tx.run("identity/reject", key=id_, by=by, reason=reason, at=at)
        report = {"rejected": ids, "candidate": id_, "by": [by], "reason": reason}
        return Decided(id_, "rejected", tuple(ids), finish(tx, batch, "rejected", set(ids), report, at))

    return decided(graph, "reject", work, now)


def _open(tx: Tx, id_: str) -> Row:
    row = (tx.run("identity/candidate", key=id_) or _unknown(id_))[0]
    if row["candidate"]["status"] != "open":
        detail = f"The candidate {id_} is {row['candidate']['status']}."
        raise BadRequest("already_decided", detail, "It is proposed again if what is known of the two changes.", 409)
    return row


def _unknown(id_: str) -> list[Row]:
    hint = "Candidates are listed by GET /v1/candidates; one that was confirmed is gone: the two are one party."
    raise NotFound("unknown_candidate", f"There is no candidate {id_[:100]!r}.", hint)


def _shown(graph: Graph, rows: list[Row]) -> list[Row]:
    cards = read_cards(graph, sorted({row[end] for row in rows for end in ("one", "other")}))
    today = datetime.now(UTC).date()

    def party(id_: str) -> Row:
        card: Mapping[str, Any] = cards[id_]
        return brief(card, today) | {"names": card["names"], "identifiers": sorted(card["identifiers"])}

    return [
        plain(
            {"id": row["candidate"]["key"], "parties": [party(row["one"]), party(row["other"])]}
            | {name: row["candidate"].get(name) for name in _SAID}
        )
        for row in rows
    ]
