"""Beneficial Ownership Data Standard 0.1 to 0.4: statements about entities, persons and relationships.

As JSON lines, a JSON array or Open Ownership's zip of CSV tables (``_bods_tables``); statements of 0.1 to 0.3 are
brought to the shape of 0.4 first (``_bods_versions``).

What is decided here:
- ``recordId`` is the stable key and ``statementId`` a version: a later statement of a record replaces the earlier one,
  and claims that it no longer makes are gone (``Complete`` of that record). Statements are taken in file order.
- Record ids are one publisher's own, so keys carry the publisher. ``XI-LEI-...`` and
  ``GB-COH-<number>`` are what they say.
- A closed relationship with an end date is an ended interest; without one it is closed on the statement's date.
- ``isComponent`` relationships are the steps of another statement and are not counted beside it. The entities and
  persons of such steps are described as all others.
- An interested party that is only a ``reason`` is an unknown holder, except that "no beneficial owners" is a notice.
- A registered address is ``registered``, a business address ``headquarters`` (so Open Ownership writes GLEIF's),
  ``incorporatedInJurisdiction`` or ``jurisdiction`` is ``incorporation``. Other addresses say nothing about a seat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.reading import utc_day
from ingest.reading_json import Located, objects, text_of
from ingest.reading_zip import is_archive
from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    NoticeRecord,
    PartyRecord,
    Record,
    Refused,
)
from ingest.source import Asserts, BadFile, Source
from ingest.sources import gleif_rr
from ingest.sources._bods_interests import Claim, claims
from ingest.sources._bods_parties import entity, local_key, party_key, person, published_on, source_url
from ingest.sources._bods_tables import statements
from ingest.sources._bods_versions import current, is_old, replaced

_STATUSES = ("new", "updated", "closed")
_NOBODY = "noBeneficialOwners"


def read(path: Path) -> Iterator[Record]:
    """Parties, interests, branches and notices. What is no BODS, or of a version after 0.4, is refused as a whole."""
    first = True
    for found in statements(path) if is_archive(path) else objects(path):
        if isinstance(found, Refused):
            yield found
            continue
        _check_version(path, found)
        statement = current(found.value) if is_old(found.value) else found.value
        kind = text_of(statement, "recordType")
        if first and kind not in _READERS:
            raise BadFile(path, "not a BODS statement: no recordType", where=found.where)
        first = False
        try:
            yield from list(_statement(kind, statement))
        except ValueError as wrong:
            yield Refused(found.where, str(wrong), record=text_of(statement, "recordId")[:200] or None, raw=found.raw)


def _check_version(path: Path, found: Located) -> None:
    version = text_of(found.value.get("publicationDetails"), "bodsVersion")
    if version and not re.fullmatch(r"0\.[1-4](\.\d+)?", version):
        raise BadFile(path, f"BODS {version[:20]}", where=found.where, hint="BODS 0.1 to 0.4 are read.")


def _statement(kind: str, statement: Mapping[str, Any]) -> Iterator[Record]:
    details, record_id = statement.get("recordDetails"), text_of(statement, "recordId")
    if kind not in _READERS:
        raise ValueError(f"unknown recordType {kind[:40]!r}")
    if not record_id:
        raise ValueError("no recordId")
    if text_of(statement, "recordStatus") not in _STATUSES:
        raise ValueError(f"unknown recordStatus {text_of(statement, 'recordStatus')[:40]!r}")
    if not isinstance(details, dict):
        raise ValueError("no recordDetails")
    for record in _READERS[kind](statement, details, local_key(statement, record_id)):
        yield _same_as_replaced(statement, record) if isinstance(record, PartyRecord) else record
    yield from _replaced(statement, party=kind != "relationship")


def _same_as_replaced(statement: Mapping[str, Any], record: PartyRecord) -> PartyRecord:
    if record.id != party_key(statement, text_of(statement, "recordId")):
        return record
    former = [party_key(statement, one) for one in replaced(statement)]
    return replace(record, identifiers=tuple(dict.fromkeys((*record.identifiers, *former))))


def _replaced(statement: Mapping[str, Any], *, party: bool) -> Iterator[Record]:
    published = published_on(statement)
    on = utc_day(text_of(statement, "statementDate")) or published
    for former in replaced(statement):
        record = local_key(statement, former)
        # Version 1: of two statements of one day the replaced one is the earlier, in whatever order they are read.
        yield Closed(record, on, party=party, published=published, version=1)
        if not party:
            yield Closed(f"{record}/unknown", on, party=True, published=published, version=1)
            yield Complete(record)


def _relationship(statement: Mapping[str, Any], details: Mapping[str, Any], record: str) -> Iterator[Record]:
    if details.get("isComponent") is True:
        return
    subject_id, party = text_of(details, "subject"), details.get("interestedParty")
    if not subject_id:
        raise ValueError("a relationship without a subject")
    subject = party_key(statement, subject_id)
    if isinstance(party, str) and party.strip():
        holder = party_key(statement, party.strip())
    elif isinstance(party, dict) and text_of(party, "reason"):
        reason = "; ".join(part for key in ("reason", "description") if (part := text_of(party, key)))
        if text_of(party, "reason") == _NOBODY:
            yield NoticeRecord(
                record, subject, _NOBODY, published=published_on(statement), url=source_url(statement), stated=reason
            )
            return
        holder = Identifier("bods", f"{record}/unknown")
        yield PartyRecord(f"{record}/unknown", holder, "unknown", f"Undisclosed: {reason}", stated=reason)
    else:
        raise ValueError("a relationship without an interested party")
    interests = details.get("interests")
    if interests is not None and not isinstance(interests, list):
        raise ValueError("interests is not a list")
    for number, claim in enumerate(claims(interests or []), start=1):
        yield _claimed(statement, claim, record if number == 1 else f"{record}/{number}", record, holder, subject)
    yield Complete(record)


def _claimed(
    statement: Mapping[str, Any], claim: Claim, record: str, scope: str, holder: Identifier, subject: Identifier
) -> Record:
    over = text_of(statement, "recordStatus") == "closed"
    if (over and claim.ends is None) or (claim.begins and claim.ends and claim.ends < claim.begins):
        return Closed(record, on=utc_day(text_of(statement, "statementDate")))
    published, url = published_on(statement), source_url(statement)
    if claim.gleif == gleif_rr.BRANCH:
        return BranchRecord(
            record, subject, holder, claim.begins, claim.ends, published=published, url=url, stated=claim.stated
        )
    if claim.office or claim.gleif in gleif_rr.NO_CONTROL or not _says(claim):
        code = claim.gleif or claim.stated.partition(" ")[0].rstrip(";")
        stated = f"{claim.stated}, {holder.key}"
        return NoticeRecord(
            record, subject, code, claim.begins, claim.ends, published=published, url=url, stated=stated
        )
    has = claim.holding
    return InterestRecord(
        record=record,
        holder=holder,
        subject=subject,
        shares=has.shares,
        votes=has.votes,
        profits=has.profits,
        rights=has.rights,
        directness=claim.directness,
        capacity=has.capacity,
        valid_from=claim.begins,
        valid_to=claim.ends,
        scope=scope,
        published=published,
        url=url,
        stated=claim.stated,
    )


_READERS = {"entity": entity, "person": person, "relationship": _relationship}


def _says(claim: Claim) -> bool:
    return claim.holding != replace(claim.holding, shares=None, votes=None, profits=None, rights=())


SOURCE = Source(
    id="bods",
    title="Beneficial Ownership Data Standard 0.1 to 0.4",
    publisher="Open Ownership and others: the publisher of each statement",
    url="https://standard.openownership.org/en/0.4.0/",
    licence="The publisher's: Open Ownership's GLEIF data CC0-1.0, its UK data OGL-UK-3.0",
    grade="A",
    rank=3,
    figures="bands",
    promised_age_days=60,
    files=("*.jsonl", "*.jsonl.gz", "*bods*.json", "*bods*.json.gz", "*bods*.zip"),
    read=read,
    asserts=Asserts(minimum={}, fill={"name": 100}),
)
