"""Records as rows of the graph's queries: keys, digests and properties. PURE."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import msgspec

from cypher.quantity import Share
from ingest.identity import Bond, scoped
from ingest.records import BranchRecord, Closed, Identifier, InterestRecord, NoticeRecord, PartyRecord, Seat
from ingest.source import Source

Row = dict[str, Any]
Claim = InterestRecord | BranchRecord | NoticeRecord


def record_key(source: str, record: str) -> str:
    """The key of a claim."""
    return f"{source}:{record}"


def event_key(source: str, record: PartyRecord | Claim | Closed) -> str:
    """Under which key a record and its later versions and closings are one; party records have keys of their own."""
    key = record_key(source, record.record)
    party = isinstance(record, PartyRecord) or (isinstance(record, Closed) and record.party)
    return f"party {key}" if party else key


def statement_key(source: str, record: str, identifier: Identifier) -> str:
    """The key of a record's statement that its party has ``identifier``."""
    return f"{source}:{record}#{identifier.key}"


def digest(source: Source, record: PartyRecord | Claim) -> str:
    """The same for the same statement of the same source at the same grade; 32 hexadecimal digits."""
    content = msgspec.json.encode([source.grade, record])
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def bonds(source: str, record: PartyRecord | Claim) -> list[Bond]:
    """The parties that a record speaks of, by their identifiers."""
    key = record_key(source, record.record)
    if isinstance(record, PartyRecord):
        every = dict.fromkeys(scoped(one, source) for one in (record.id, *record.identifiers))
        return [Bond(key, record.kind, tuple(every))]
    return [Bond(key, "unknown", (one,)) for one in references(source, record)]


def references(source: str, record: Claim) -> list[Identifier]:
    """The identifiers by which a claim points at parties: subject last."""
    if isinstance(record, InterestRecord):
        found = [record.holder, record.on_behalf_of, record.subject]
    elif isinstance(record, BranchRecord):
        found = [record.branch, record.head]
    else:
        found = [record.subject]
    return [scoped(one, source) for one in found if one is not None]


def statement_rows(source: Source, record: PartyRecord, party_of: dict[str, str]) -> list[Row]:
    """One row for each identifier of a party record that its party was given; the first is the primary one."""
    bond = bonds(source.id, record)[0]
    party = party_of[bond.identifiers[0].key]
    rows: list[Row] = []
    for identifier in bond.identifiers:
        if party_of.get(identifier.key) != party:
            continue
        properties: Row = {
            "key": statement_key(source.id, record.record, identifier),
            "source": source.id,
            "record": record.record,
            "kind": record.kind,
            "name": record.name,
            "published": record.published,
            "version": record.version,
            "url": record.url,
            "primary": not rows,
        }
        if not rows:
            properties |= {
                "digest": digest(source, record),
                "other_names": list(record.other_names),
                "status": record.status,
                "dissolved_on": record.dissolved_on,
                "birth": record.birth,
                "stated": record.stated,
            }
        rows.append({"party": party, "identifier": identifier.key, "properties": properties})
    return rows


def seat_content(seat: Seat) -> tuple[str, str, str, date | None, date | None]:
    """What makes two seats of one record the same."""
    return (seat.kind, seat.jurisdiction, seat.stated, seat.valid_from, seat.valid_to)


def seat_row(source: str, record: PartyRecord, seat: Seat, party: str, number: int, at: datetime) -> Row:
    """A seat to be written at ``at``; ``number`` tells those of one record apart."""
    return {
        "party": party,
        "jurisdiction": seat.jurisdiction,
        "properties": {
            # With the moment: a seat that comes back is a new statement, the old one being history.
            "key": f"{record_key(source, record.record)}#{number}@{at:%Y%m%dT%H%M%S%f}",
            "kind": seat.kind,
            "stated": seat.stated,
            "valid_from": seat.valid_from,
            "valid_to": seat.valid_to,
            "source": source,
            "record": record.record,
            "url": record.url,
            "published": record.published,
        },
    }


def claim_row(source: Source, record: Claim, party_of: dict[str, str]) -> Row:
    """A claim: key, holder and subject (party ids; a branch is the holder, its head the subject), properties."""
    key = record_key(source.id, record.record)
    named = references(source.id, record)
    properties: Row = {
        "key": key,
        "source": source.id,
        "record": record.record,
        "digest": digest(source, record),
        "grade": source.grade,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "published": record.published,
        "version": record.version,
        "url": record.url,
        "stated": record.stated,
        "subject_key": named[-1].key,
    }
    row: Row = {"key": key, "subject": party_of[named[-1].key], "properties": properties}
    if isinstance(record, NoticeRecord):
        properties |= {"code": record.code, "listed_on": record.listed_on}
        return row
    row["holder"] = party_of[named[0].key]
    properties["holder_key"] = named[0].key
    if isinstance(record, InterestRecord):
        properties |= {
            **_bounds("shares", record.shares),
            **_bounds("votes", record.votes),
            **_bounds("profits", record.profits),
            "rights": list(record.rights),
            "directness": record.directness,
            "capacity": record.capacity,
            "on_behalf_of": party_of[named[1].key] if record.on_behalf_of else None,
            "on_behalf_of_key": named[1].key if record.on_behalf_of else None,
            "group": record.group,
            "concert": record.concert,
            "scope": record.scope,
        }
    return row


def _bounds(metric: str, share: Share | None) -> Row:
    return {f"{metric}_low": share.low, f"{metric}_high": share.high} if share else {}
