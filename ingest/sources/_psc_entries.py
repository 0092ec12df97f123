"""One resource of the UK register, however it came (snapshot line, event, bundle, delta), as records.

- Directness is always "unknown": the law asks for stakes held "directly or indirectly".
- A resource is (company, id in its own link), else its etag, else a digest of what identifies its holder.
- ``ceased_on`` ends the stake. An end before the beginning, or in a year that nobody lives to see, is a misprint in the
  day, not in the fact: the claim is closed without a date.
- A statement ("no person with significant control", ...) or exemption is a notice. It clears nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ingest.reading import utc_day
from ingest.records import Closed, Identifier, InterestRecord, NoticeRecord, Record
from ingest.sources._psc_natures import holding
from ingest.sources._psc_parties import holder
from ingest.sources._uk_profile import REGISTER, text

STATEMENT = "persons-with-significant-control-statement"
EXEMPTIONS = "exemptions"
_LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Resource:
    """What the register says under one id. ``version``: a stream's timepoint, or the microseconds of a delta."""

    number: Identifier
    record: str
    data: Mapping[str, Any]
    published: date | None = None
    version: int = 0


def records(told: Resource) -> list[Record]:
    """All that one resource says. ValueError where it cannot be taken; then nothing of it is."""
    kind = text(told.data, "kind")
    return list((_statement if kind == STATEMENT else _exemptions if kind == EXEMPTIONS else _entry)(told))


def withdrawn(told: Resource, *, party: bool) -> list[Record]:
    """The register has deleted the resource, and with it a ``party``. ValueError for exemptions without their names."""
    if told.record.endswith("/exemptions"):
        named = [one.record for one in _exemptions(told) if isinstance(one, NoticeRecord)]
        return [Closed(record, published=told.published, version=told.version) for record in named]
    closed = Closed(told.record, published=told.published, version=told.version)
    return [closed, replace(closed, party=True)] if party else [closed]


def record_id(number: Identifier, data: Mapping[str, Any]) -> str:
    """The id under which the register keeps the resource; the same in all its products where there is a link."""
    if own := linked(data):
        return f"{number.value}/{own}"
    if etag := text(data, "etag"):
        return f"{number.value}/etag-{etag}"
    born, identified = data.get("date_of_birth"), data.get("identification")
    lasting = (
        *(text(data, key) for key in ("kind", "statement", "name", "notified_on")),
        text(born, "year"),
        text(born, "month"),
        text(identified, "registration_number"),
    )
    return f"{number.value}/digest-{hashlib.sha256(chr(31).join(lasting).encode()).hexdigest()[:24]}"


def linked(data: Mapping[str, Any]) -> str:
    """The last part of the resource's link to itself; "" without one."""
    return self_link(data).removesuffix("/full_record").rstrip("/").rpartition("/")[2]


def self_link(data: Mapping[str, Any]) -> str:
    links = data.get("links")
    if isinstance(links, list) and links:
        links = links[0]
    return text(links, "self").rstrip("/")


def _entry(told: Resource) -> Iterator[Record]:
    data, record, number = told.data, told.record, told.number
    party = holder(number.value, record, data, told.published, told.version)
    natures = data.get("natures_of_control") or []
    if not isinstance(natures, list) or not all(isinstance(nature, str) for nature in natures):
        raise ValueError("natures_of_control is not a list of texts")
    has = holding(natures)
    begins = utc_day(text(data, "notified_on"))
    over, ends = _end(data, begins)
    if over and ends is None:
        yield Closed(record, published=told.published, version=told.version)
        return
    yield party
    stated = ", ".join(natures)
    if not (has.shares or has.votes or has.profits or has.rights):
        yield _notice(told, record, natures[0], begins, ends, stated)
        return
    yield InterestRecord(
        record=record,
        holder=party.id,
        subject=number,
        shares=has.shares,
        votes=has.votes,
        profits=has.profits,
        rights=has.rights,
        directness="unknown",
        capacity=has.capacity,
        valid_from=begins,
        valid_to=ends,
        scope=number.key,
        published=told.published,
        version=told.version,
        url=party.url,
        stated=stated or "natures of control not disclosed",
    )


def _statement(told: Resource) -> Iterator[Record]:
    code = text(told.data, "statement")
    if not code:
        raise ValueError("a statement without words")
    begins = utc_day(text(told.data, "notified_on"))
    over, ends = _end(told.data, begins)
    if over and ends is None:
        yield Closed(told.record, published=told.published, version=told.version)
        return
    linked_to = text(told.data, "linked_psc_name")
    yield _notice(told, told.record, code, begins, ends, f"{code} ({linked_to})" if linked_to else code)


def _exemptions(told: Resource) -> Iterator[Record]:
    kinds = told.data.get("exemptions")
    if not isinstance(kinds, dict):
        raise ValueError("exemptions without a list")
    for kind, exemption in kinds.items():
        code = text(exemption, "exemption_type") or kind.replace("_", "-")
        items = exemption.get("items") if isinstance(exemption, dict) else None
        for item in items if isinstance(items, list) else [{}]:
            begins, ends = utc_day(text(item, "exempt_from")), utc_day(text(item, "exempt_to"))
            record = f"{told.number.value}/exemptions/{kind}/{begins or ''}"
            yield _notice(told, record, code, begins, ends, code)


def _notice(
    told: Resource, record: str, code: str, begins: date | None, ends: date | None, stated: str
) -> NoticeRecord:
    url = f"{REGISTER}{told.number.value}/persons-with-significant-control"
    return NoticeRecord(record, told.number, code, begins, ends, told.published, told.version, url, stated)


def _end(data: Mapping[str, Any], begins: date | None) -> tuple[bool, date | None]:
    """Whether it is over, and since when if that day can be believed."""
    words = text(data, "ceased_on")
    if not words:
        return data.get("ceased") in (True, 1, "1", "true"), None
    try:
        ends = utc_day(words)
    except ValueError:
        return True, None
    doubtful = ends is None or ends.year > _LAST_YEAR or (begins is not None and ends < begins)
    return True, None if doubtful else ends
