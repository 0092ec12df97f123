"""One party becomes two because a person says so: whatever joined them, in one transaction, and for good.

Claims, seats, notices and identifiers go to the party whose record, or by whose identifier, they were stated. What
ties the two is kept as rejected; a record that says so again is quarantined (``ingest/identity.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cypher.graph import Graph, Row, Tx
from service.errors import BadRequest, NotFound
from service.identifiers import readings
from service.joining import decided, finish, redescribe, signed, touched
from service.lookups import HINT
from service.sides import Sides, sides


@dataclass(frozen=True, slots=True)
class Parted:
    """``stays`` and ``leaves``: party ids. ``identifiers``: of the one that leaves. ``links``: keys of the statements
    that tied the two; ``undone``: ids of the merges."""

    seq: int
    stays: str
    leaves: str
    identifiers: tuple[str, ...]
    links: tuple[str, ...]
    undone: tuple[str, ...]


def part(graph: Graph, keep: str, away: str, by: str, reason: str, *, now: datetime | None = None) -> Parted:
    """Makes two parties of the one that has both identifiers. Raises NotFound, BadRequest, GraphError."""
    by, reason = signed(by, reason)

    def work(tx: Tx, at: datetime, batch: str) -> Parted:
        (kept, party), (gone, other) = _owner(tx, keep), _owner(tx, away)
        if party != other:
            detail = f"{kept} and {gone} are two parties already."
            raise BadRequest("not_joined", detail, f"Their ids are {party} and {other}.", 409)
        if kept == gone:
            raise BadRequest("not_joined", f"{kept} is one identifier.", "Name one of each of the two parties.", 409)
        return _part(tx, at, batch, party, (kept, gone), by, reason)

    return decided(graph, "parted", work, now)


def _owner(tx: Tx, text: str) -> tuple[str, str]:
    keys = readings(text)
    rows = tx.run("lookup/parties_by_identifiers", keys=keys) if keys else []
    found = {row["key"]: row["id"] for row in rows}
    key = next((key for key in keys if key in found), None)
    if key is None:
        raise NotFound("unknown_entity", f"Nobody has the identifier {text[:100]!r}.", HINT)
    return key, found[key]


def _part(tx: Tx, at: datetime, batch: str, party: str, two: tuple[str, str], by: str, reason: str) -> Parted:
    statements = tx.run("identity/statements_of_party", id=party)
    merges = tx.run("identity/merges_of_party", id=party)
    found = sides(party, *two, statements, merges)
    leaving = sorted(found.leaving)
    # The merge that is undone gives the id and the age that it took; without one the identifier that was named does.
    undone = [row for row in merges if _is_undone(row, found, statements)]
    back = next((row for row in reversed(undone) if row["loser"] in found.leaving), None)
    named = next(key for key in two if key in found.leaving)
    other = back["loser"] if back else named
    subjects = touched(tx, [party])
    tx.run("ingest/create_parties", rows=[{"id": other, "born": back["born"] if back else int(at.timestamp() * 1e6)}])
    ends = {"from": party, "to": other}
    # The links go first: what ties the two belongs to the record's side, and identifies nobody any more.
    rows = [{"party": other if owner in found.leaving else party, "key": key} for owner, key in found.links]
    tx.run("identity/part_links", rows=rows, by=by, reason=reason, at=at)
    tx.run("identity/part_parties", party=party, identifier=other, by=by, reason=reason, at=at)
    links = {key for _, key in found.links}
    moved = [row for row in statements if row["identifier"] in found.leaving and row["key"] not in links]
    tx.run("identity/part_statements", **ends, keys=[row["key"] for row in moved])
    _references(tx, at, found, statements, party, other)
    records = [
        {"source": row["source"], "record": row["record"]} for row in moved if row["own"] and row["record"] is not None
    ]
    tx.run("identity/part_seats", **ends, records=records)
    for what in ("held", "claims_on", "notices", "candidates"):
        tx.run(f"identity/part_{what}", **ends, identifiers=leaving)
    keys = sorted({key for row in undone for key in row["beneficiary_of"] or () if row is back})
    subjects |= {row["id"] for row in tx.run("identity/part_beneficiaries", **ends, identifiers=leaving, keys=keys)}
    tx.run("identity/part_heads", ids=[party, other])
    tx.run("identity/part_determinations", **ends, determinations=back["determinations"] or [] if back else [])
    inside = [row["id"] for row in merges if row not in undone and row["loser"] in found.leaving]
    gone = [row["id"] for row in undone]
    tx.run("identity/part_merges", to=other, moved=inside, undone=gone, by=by, reason=reason, at=at)
    redescribe(tx, [party, other], at, new=[other])
    subjects |= touched(tx, [party, other])
    report = {"parted": [party, other], "links": sorted(links), "by": by, "reason": reason}
    seq = finish(tx, batch, "parted", subjects, report, at)
    return Parted(seq, party, other, tuple(leaving), tuple(sorted(links)), tuple(gone))


def _is_undone(merge: Row, found: Sides, statements: list[Row]) -> bool:
    """Whether the statement that made a merge is cut; of one that persons made, or that is gone: its ends."""
    key = f"{merge['record']}#{merge['joined_by']}"
    if any(row["key"] == key for row in statements):
        return any(key == cut for _, cut in found.links)
    return (merge["winner"] in found.leaving) != (merge["loser"] in found.leaving)


def _references(tx: Tx, at: datetime, found: Sides, statements: list[Row], party: str, other: str) -> None:
    """Identifiers that only a rejected link had stated name their party still, as a bare reference does."""
    links = {key for _, key in found.links}
    left = {row["identifier"] for row in statements if row["key"] not in links}
    lost = {row["identifier"]: row["source"] for row in statements if row["identifier"] not in left}
    rows = [
        {
            "party": other if key in found.leaving else party,
            "identifier": key,
            "properties": {"key": f"reference#{key}", "source": source, "primary": False, "reference": True},
        }
        for key, source in sorted(lost.items())
    ]
    tx.run("ingest/create_statements", rows=rows, at=at)
