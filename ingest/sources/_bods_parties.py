"""The entities, persons and keys of BODS statements. What is decided about them is said in ``bods``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cypher.vocabulary import Kind, SeatKind
from ingest import identifiers
from ingest.jurisdictions import iso, jurisdiction
from ingest.plain import plain
from ingest.reading import utc_day
from ingest.reading_json import text_of
from ingest.records import Identifier, PartyRecord, Seat

_KINDS: Mapping[str, Kind] = {
    "registeredEntity": "company", "legalEntity": "company", "arrangement": "company", "state": "state",
    "stateBody": "state", "anonymousEntity": "unknown", "unknownEntity": "unknown", "knownPerson": "person",
    "anonymousPerson": "unknown", "unknownPerson": "unknown",
}  # fmt: skip
_PUBLISHED = range(1990, 2101)
_HOMES = ("residence", "home")
_ENTITY_SEATS: Mapping[str, SeatKind] = {"registered": "registered", "business": "headquarters"}


def entity(statement: Mapping[str, Any], details: Mapping[str, Any], record: str) -> Iterator[PartyRecord]:
    """The party of an entity statement. ValueError for an unknown type, no name or a date that is none."""
    stated = mapping(details.get("entityType"))
    kind = _kind(text_of(stated, "type"))
    name = plain(text_of(details, "name")) or (_reason(details) if kind == "unknown" else "")
    if not name:
        raise ValueError("an entity without a name")
    found = [identifiers.org_id(text_of(one, "scheme"), text_of(one, "id")) for one in _objects(details, "identifiers")]
    own = party_key(statement, text_of(statement, "recordId"))
    yield PartyRecord(
        record=record,
        id=own,
        kind=kind,
        name=name,
        identifiers=tuple(dict.fromkeys(one for one in found if one is not None and one != own)),
        other_names=tuple(
            dict.fromkeys(
                other
                for one in _list(details, "alternateNames")
                if isinstance(one, str) and (other := plain(one)) and other != name
            )
        ),
        seats=_entity_seats(details),
        status="closed" if text_of(statement, "recordStatus") == "closed" else None,
        dissolved_on=utc_day(text_of(details, "dissolutionDate")),
        published=published_on(statement),
        url=source_url(statement),
        stated="; ".join(part for key in ("type", "subtype", "details") if (part := text_of(stated, key))),
    )


def person(statement: Mapping[str, Any], details: Mapping[str, Any], record: str) -> Iterator[PartyRecord]:
    """The party of a person statement. ValueError as for entities."""
    kind = _kind(text_of(details, "personType"))
    names = [name for one in _objects(details, "names") if (name := plain(_name(one)))]
    if not names and kind == "unknown":
        names = [_reason(details)]
    if not names:
        raise ValueError("a person without a name")
    seats = [
        Seat("nationality", code, text_of(one, "name"))
        for one in _objects(details, "nationalities")
        if (code := _country(one))
    ]
    homes = [one for one in _objects(details, "addresses") if text_of(one, "type") in _HOMES]
    seats += [
        Seat("residence", code, text_of(one.get("country"), "name"))
        for one in (*homes, mapping(details.get("placeOfResidence")))
        if (code := _country(one.get("country")))
    ]
    birth = re.match(r"\d{4}(?:-\d{2})?", text_of(details, "birthDate"))
    yield PartyRecord(
        record=record,
        id=party_key(statement, text_of(statement, "recordId")),
        kind=kind,
        name=names[0],
        other_names=tuple(dict.fromkeys(name for name in names[1:] if name != names[0])),
        seats=tuple(dict.fromkeys(seats)),
        status="closed" if text_of(statement, "recordStatus") == "closed" else None,
        birth=birth[0] if birth else None,
        published=published_on(statement),
        url=source_url(statement),
    )


def local_key(statement: Mapping[str, Any], record_id: str) -> str:
    """A record id with its publisher: ids are unique for one publisher only."""
    publisher = text_of(mapping(statement.get("publicationDetails")).get("publisher"), "name")
    slug = re.sub(r"[^\w]+", "-", publisher.casefold()).strip("-")
    return f"{slug}/{record_id}" if slug else record_id


def party_key(statement: Mapping[str, Any], record_id: str) -> Identifier:
    """The key of the party that ``record_id`` names: a register's where the id is one, else this source's own."""
    for prefix, read_number in (("XI-LEI-", identifiers.lei), ("GB-COH-", identifiers.gb_coh)):
        number = record_id.removeprefix(prefix)
        if number != record_id and (found := read_number(number)) and found.value == number:
            return found
    return Identifier("bods", local_key(statement, record_id))


def _kind(stated: str) -> Kind:
    if stated not in _KINDS:
        raise ValueError(f"unknown type of party {stated[:40]!r}")
    return _KINDS[stated]


def _entity_seats(details: Mapping[str, Any]) -> tuple[Seat, ...]:
    seats = []
    for one in _objects(details, "addresses"):
        kind, country = _ENTITY_SEATS.get(text_of(one, "type")), one.get("country")
        if kind and (code := _country(country)):
            stated = ", ".join(part for part in (text_of(one, "address"), text_of(country, "name")) if part)
            seats.append(Seat(kind, code, plain(stated)))
    legal = details.get("incorporatedInJurisdiction") or details.get("jurisdiction")
    if code := _country(legal):
        seats.append(Seat("incorporation", code, text_of(legal, "name")))
    return tuple(dict.fromkeys(seats))


def _country(value: object) -> str | None:
    if isinstance(value, str):  # the code alone, up to BODS 0.3
        return iso(value)
    code, name = text_of(value, "code"), text_of(value, "name")
    return iso(code) if code else jurisdiction(name) if name else None


def _name(one: Mapping[str, Any]) -> str:
    return text_of(one, "fullName") or " ".join(
        part for key in ("givenName", "patronymicName", "familyName") if (part := text_of(one, key))
    )


def _reason(details: Mapping[str, Any]) -> str:
    unspecified = details.get("unspecifiedEntityDetails") or details.get("unspecifiedPersonDetails")
    words = "; ".join(part for key in ("reason", "description") if (part := text_of(unspecified, key)))
    words = words or text_of(details, "missingInfoReason")
    return f"Undisclosed: {words}" if words else "Undisclosed"


def published_on(statement: Mapping[str, Any]) -> date | None:
    """When the statement could be known: its publication, else its own date."""
    stated = text_of(statement.get("publicationDetails"), "publicationDate") or text_of(statement, "statementDate")
    day = utc_day(stated)
    if day and day.year not in _PUBLISHED:  # a slip of the year 9999 would outdate every later statement
        raise ValueError(f"not a day of publication: {stated[:40]!r}")
    return day


def source_url(statement: Mapping[str, Any]) -> str | None:
    """Where the publisher has it from."""
    return text_of(statement.get("source"), "url") or None


def mapping(value: object) -> Mapping[str, Any]:
    """``value`` where it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _list(details: Mapping[str, Any], key: str) -> list[Any]:
    value = details.get(key)
    return value if isinstance(value, list) else []


def _objects(details: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [one for one in _list(details, key) if isinstance(one, dict)]
