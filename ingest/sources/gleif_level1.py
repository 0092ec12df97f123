"""GLEIF Level 1, "who is who": LEI records as CSV (all 338 columns or any subset), XML or JSON (``_gleif_rows``).

What is decided here:
- ``EntityCategory`` BRANCH is a branch; RESIDENT_GOVERNMENT_ENTITY a state (ministries, municipalities, funds of
  a state). A SOLE_PROPRIETOR is an enterprise with a seat, so a company: as a person it would clear by being one.
  An INTERNATIONAL_ORGANIZATION belongs to no state, so a company: as a state it would be cleared by its seat.
- The number in the business register joins an LEI with that register, except for funds and branches: compartments
  are registered under the number of their umbrella, branches often under their head's.
- An address says where it is and no more: legal address ``registered``, headquarters address ``headquarters``, legal
  jurisdiction ``incorporation``. A column that the file lacks is no claim. Regions are kept for Ukraine alone.
- Registration LAPSED means "not renewed"; it ends nothing. MERGED, RETIRED, ANNULLED and DUPLICATE stand in
  ``status``; when an INACTIVE entity ended, its expiration date says, else its completed event DISSOLUTION.
- An ANNULLED or DUPLICATE record keeps no number of a register: a duplicate has that of the LEI which replaces it, and
  whichever of the two came first would keep the other from being joined.
- A successor is no owner and not the same legal person: it is named in ``stated``, as are legal entity events.
- A deletion of a delta file withdraws the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from cypher.vocabulary import Kind, SeatKind
from ingest import identifiers
from ingest.jurisdictions import iso
from ingest.plain import plain
from ingest.reading import utc_day
from ingest.records import Closed, Identifier, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, Source
from ingest.sources._gleif_rows import LEVEL1, Row, deleted, rows, updated

_KINDS: Mapping[str, Kind] = {
    "": "company", "GENERAL": "company", "FUND": "company", "SOLE_PROPRIETOR": "company", "BRANCH": "branch",
    "RESIDENT_GOVERNMENT_ENTITY": "state", "INTERNATIONAL_ORGANIZATION": "company",
}  # fmt: skip
_NUMBERS = range(1, 6)
_OTHER_NAMES = tuple(
    tuple(f"Entity.{column}.{number}" for number in _NUMBERS)
    for column in (
        "OtherEntityNames.OtherEntityName",
        "TransliteratedOtherEntityNames.TransliteratedOtherEntityName",
    )
)
_PLACES: tuple[tuple[SeatKind, str], ...] = (("registered", "LegalAddress"), ("headquarters", "HeadquartersAddress"))
_SEATS: tuple[tuple[SeatKind, str, str, str], ...] = tuple(
    (kind, f"Entity.{address}.City", f"Entity.{address}.Region", f"Entity.{address}.Country")
    for kind, address in _PLACES
)
_SUCCESSORS = tuple(
    (f"Entity.SuccessorEntity.{number}.SuccessorLEI", f"Entity.SuccessorEntity.{number}.SuccessorEntityName")
    for number in _NUMBERS
)
_EVENTS = tuple(
    tuple(
        f"Entity.LegalEntityEvents.LegalEntityEvent.{number}.{field}"
        for field in ("LegalEntityEventType", "event_status", "LegalEntityEventEffectiveDate")
    )
    for number in _NUMBERS
)
_SHARED_NUMBER = ("FUND", "BRANCH")
_VOID = ("ANNULLED", "DUPLICATE")
_SAID = (*_VOID, "MERGED", "RETIRED")
# The one country whose regions published policies tell apart; elsewhere a region would only multiply places.
_REGIONS_MATTER = "UA"


def read(path: Path) -> Iterator[Record]:
    """One PartyRecord per LEI, Closed for a deleted one. The record's id is the LEI."""
    for row in rows(path, LEVEL1):
        yield row if isinstance(row, Refused) else _party(row)


def _party(row: Row) -> PartyRecord | Closed | Refused:
    identifier, name = identifiers.lei(row["LEI"]), plain(row["Entity.LegalName"])
    category = row["Entity.EntityCategory"]
    if identifier is None:
        return Refused(row.where, f"not an LEI: {row['LEI'][:40]!r}", raw=row.raw)
    try:
        gone = deleted(row)
        expired = utc_day(row["Entity.EntityExpirationDate"]) or _dissolution(row)
        published, version = updated(row)
    except ValueError as wrong:
        return Refused(row.where, str(wrong), record=identifier.value, raw=row.raw)
    if gone:
        return Closed(identifier.value, gone[0], party=True, published=gone[0], version=gone[1])
    if not name:
        return Refused(row.where, "no legal name", record=identifier.value, raw=row.raw)
    if category not in _KINDS:
        return Refused(row.where, f"unknown entity category {category[:40]!r}", record=identifier.value, raw=row.raw)
    entity_status, registration = row["Entity.EntityStatus"], row["Registration.RegistrationStatus"]
    return PartyRecord(
        record=identifier.value,
        id=identifier,
        kind=_KINDS[category],
        name=name,
        identifiers=() if registration in _VOID else _registered(row, category),
        other_names=_other_names(row, name),
        seats=_seats(row),
        status=(registration if registration in _SAID else entity_status).lower() or None,
        dissolved_on=expired if entity_status == "INACTIVE" else None,
        published=published,
        version=version,
        url=f"https://search.gleif.org/#/record/{identifier.value}",
        stated=_stated(row, identifier.value, category, registration),
    )


def _registered(row: Row, category: str) -> tuple[Identifier, ...]:
    if category in _SHARED_NUMBER:
        return ()
    found = identifiers.registered(
        row["Entity.RegistrationAuthority.RegistrationAuthorityID"],
        row["Entity.RegistrationAuthority.RegistrationAuthorityEntityID"],
    )
    return () if found is None else (found,)


def _dissolution(row: Row) -> date | None:
    for at_type, at_status, at_day in _EVENTS:
        if row[at_type] == "DISSOLUTION" and row[at_status] == "COMPLETED":
            return utc_day(row[at_day])
    return None


def _other_names(row: Row, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for columns in _OTHER_NAMES:
        for column in columns:
            if not (other := row[column]):
                break
            found[plain(other)] = None
    return tuple(other for other in found if other and other != name)


def _seats(row: Row) -> tuple[Seat, ...]:
    seats = []
    for kind, at_city, at_region, at_country in _SEATS:
        country = row[at_country]
        if not (code := iso(country)):
            continue
        city, region = row[at_city], row[at_region]
        if code == _REGIONS_MATTER and region.startswith(f"{code}-"):
            code = iso(region) or code
        seats.append(Seat(kind, code, plain(", ".join(part for part in (city, region, country) if part))))
    legal = row["Entity.LegalJurisdiction"]
    if code := iso(legal) or iso(re.sub(r"-.*", "", legal)):
        seats.append(Seat("incorporation", code, legal))
    return tuple(seats)


def _stated(row: Row, value: str, category: str, registration: str) -> str:
    parts = [f"category {category}" if category else "", f"registration {registration}" if registration else ""]
    for at_lei, at_name in _SUCCESSORS:
        successor, name = row[at_lei], row[at_name]
        if not successor and not name:
            break
        parts.append(f"successor {successor} {name}".replace("  ", " "))
    for at_type, at_status, at_day in _EVENTS:
        if not (event := row[at_type]):
            break
        parts.append(f"event {event} {row[at_status]} {row[at_day][:10]}")
    if not identifiers.lei_checks(value):
        parts.append("the check digits of this LEI do not hold")
    return "; ".join(plain(part) for part in parts if part)


SOURCE = Source(
    id="gleif_level1",
    title="GLEIF Level 1: legal entity reference data",
    publisher="Global Legal Entity Identifier Foundation",
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    licence="CC0-1.0",
    grade="A",
    rank=2,
    figures="none",
    promised_age_days=35,
    files=(
        "*lei2*.csv*",
        "*lei2*.xml*",
        "*lei2*.json*",
        "*lei2*.zip",
        "lei_cdf*.csv*",
        "lei-*.xml*",
        "lei-record*.json",
    ),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100, "seats": 95}),
)
