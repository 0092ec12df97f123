"""One batch of records, one transaction: resolve, write, close, and the change in the outbox last.

The transaction is serialised with other loaders', and leaves a receipt: a batch whose reply was lost is sent again
and found done. A record that says what is stored already writes nothing, and a batch of such records no change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cypher.commits import committed, next_instant
from cypher.graph import Graph, Tx
from ingest.claims import Claims
from ingest.graves import Graves
from ingest.identity import Known, RefusedLink, Resolution, resolve
from ingest.parties import Parties
from ingest.records import BranchRecord, Closed, InterestRecord, NoticeRecord, PartyRecord, Record
from ingest.rows import Claim, bonds
from ingest.source import Source

COUNTS = ("written", "unchanged", "outdated", "closed", "joined")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction writes. ``id`` is its own for ever: the same id is never written twice.

    ``closing``: keys of claims that a ``Closed`` of the same file follows. ``complete``: for each scope listed as a
    whole, the keys of its claims. ``absent``: keys of claims, and ``absent_parties``: records, that a whole set did not
    have. ``position``: where the source's stream resumes after it.
    """

    id: str
    records: tuple[Record, ...] = ()
    closing: frozenset[str] = frozenset()
    complete: Mapping[str, frozenset[str]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    absent_parties: tuple[str, ...] = ()
    position: str | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a batch. ``seq`` is its change, None if nothing changed. ``bare``: source-local parties made by
    references alone. ``repeated``: it had been committed before."""

    written: int = 0
    unchanged: int = 0
    outdated: int = 0
    closed: int = 0
    joined: int = 0
    seq: int | None = None
    bare: list[str] = field(default_factory=list)
    refused_links: list[RefusedLink] = field(default_factory=list)
    repeated: bool = False


def write(graph: Graph, source: Source, batch: Batch, *, now: datetime | None = None) -> Outcome:
    """Writes ``batch`` and returns what came of it. Raises GraphError; then nothing of it is in the graph.

    After a lost reply the batch is sent again: its receipt tells whether it was done.
    """
    at = now or datetime.now(UTC)
    return committed(graph, lambda tx: _write(tx, source, batch, at))


def _write(tx: Tx, source: Source, batch: Batch, at: datetime) -> Outcome:
    receipt = tx.run("ingest/begin", batch=batch.id)[0]
    if receipt["report"] is not None:
        return _from_receipt(receipt["report"], receipt["seq"])
    at = next_instant(receipt["last"], at)
    outcome = Outcome()
    closings = [record for record in batch.records if isinstance(record, Closed)]
    graves = Graves(tx, source.id, batch.records)
    parties = Parties(tx, source, at, _last(batch.records, PartyRecord), graves)
    claims = [
        Claims(tx, source, at, kind, _last(batch.records, kind), graves, closing=batch.closing)
        for kind in (InterestRecord, BranchRecord, NoticeRecord)
    ]
    _resolve(tx, source, at, parties, claims, outcome)
    parties.write(outcome)
    for one in claims:
        one.write(outcome)
    _close(parties, claims, batch, at, outcome)
    graves.dig(closings)
    if batch.position is not None:
        tx.run("ingest/move_cursor", source=source.id, cursor=batch.position)
    subjects = parties.subjects.union(*(one.subjects for one in claims))
    if legal_persons := claims[1].subjects:
        # What a branch holds is held by its head from now on, or no longer.
        subjects |= {row["id"] for row in tx.run("ingest/held_by", ids=sorted(legal_persons))}
    if outcome.written or outcome.closed or subjects:
        report = _receipt(outcome)
        outcome.seq = tx.run(
            "ingest/finish",
            batch=batch.id,
            kind="load",
            source=source.id,
            subjects=sorted(subjects),
            report=report,
            at=at,
        )[0]["seq"]
    return outcome


def _resolve(tx: Tx, source: Source, at: datetime, parties: Parties, claims: list[Claims], outcome: Outcome) -> None:
    parties.compare(outcome)
    for one in claims:
        one.compare(outcome)
    # Descriptions first: a party that a record of this batch describes is then named by its strong identifier.
    changed: list[PartyRecord | Claim] = [*parties.changed]
    for one in claims:
        changed += one.changed
    found = [bond for record in changed for bond in bonds(source.id, record)]
    keys = sorted({identifier.key for bond in found for identifier in bond.identifiers})
    known = tx.run("ingest/parties_by_identifier", keys=keys) if keys else []
    stored = [Known(row["id"], row["kind"], row["born"], row["identifiers"]) for row in known]
    # Microseconds since 1970 order the parties by age, across loads and within one.
    resolution = resolve(found, stored, int(at.timestamp() * 1_000_000))
    described = {row["id"] for row in known if row["described"]}
    parties.apply(resolution, described, outcome)
    for one in claims:
        one.resolved(resolution)
    outcome.refused_links = resolution.refused
    outcome.bare = _bare(source, resolution, parties.described_ids)


def _bare(source: Source, resolution: Resolution, described: set[str]) -> list[str]:
    created = {party for party, _ in resolution.created}
    return sorted(party for party in created - described if party.startswith(f"{source.id}:"))


def _close(parties: Parties, claims: list[Claims], batch: Batch, at: datetime, outcome: Outcome) -> None:
    closings = {record.record: record for record in batch.records if isinstance(record, Closed) and not record.party}
    withdrawn = [record for record in batch.records if isinstance(record, Closed) and record.party]
    for one in claims:
        one.withdraw(closings.values(), at.date(), outcome)
    parties.withdraw(withdrawn, outcome)
    # A source may close what was never open, or was closed before: nothing new, and counted so.
    outcome.unchanged += max(0, len(closings) + len(withdrawn) - outcome.closed)
    claims[0].complete(batch.complete, outcome)
    for one in claims:
        one.retire(({"key": key, "valid_to": None} for key in batch.absent), "absent", outcome)
    parties.withdraw([Closed(record, party=True) for record in batch.absent_parties], outcome)


def _last(records: Iterable[Record], kind: type[Any]) -> dict[str, Any]:
    # Of several statements under one id the last one read counts.
    return {record.record: record for record in records if isinstance(record, kind)}


def _receipt(outcome: Outcome) -> str:
    links = [[one.record, one.key, one.reason] for one in outcome.refused_links]
    counts = {name: getattr(outcome, name) for name in COUNTS}
    return json.dumps(counts | {"bare": outcome.bare, "refused_links": links}, ensure_ascii=False)


def _from_receipt(receipt: str, seq: int) -> Outcome:
    stored = json.loads(receipt)
    links = [RefusedLink(*one) for one in stored["refused_links"]]
    counts = {name: stored[name] for name in COUNTS}
    return Outcome(**counts, seq=seq, bare=stored["bare"], refused_links=links, repeated=True)
