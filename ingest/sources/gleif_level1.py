"""GLEIF Level 1, "who is who": the golden copy of LEI records as CSV, with all 338 columns or any subset.

What is decided here:
- ``EntityCategory`` BRANCH is a branch; RESIDENT_GOVERNMENT_ENTITY a state (ministries, municipalities, funds of
  a state). A SOLE_PROPRIETOR is an enterprise with a seat, so a company: as a person it would clear by being one.
  An INTERNATIONAL_ORGANIZATION belongs to no state, so a company: as a state it would be cleared by its seat.
- The number in the business register joins an LEI with that register, except for funds and branches: compartments
  are registered under the number of their umbrella, branches often under their head's.
- An address says where it is and no more: legal address ``registered``, headquarters address ``headquarters``, legal
  jurisdiction ``incorporation``. A column that the file lacks is no claim. Regions are kept for Ukraine alone.
- Registration LAPSED means "not renewed"; it ends nothing. ANNULLED and DUPLICATE stand in ``status``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cypher.vocabulary import Kind, SeatKind
from ingest import identifiers
from ingest.jurisdictions import iso
from ingest.reading import Row, rows, utc_day
from ingest.records import Identifier, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, Source

_REQUIRED = ("LEI", "Entity.LegalName", "Entity.LegalAddress.Country")
_KINDS: Mapping[str, Kind] = {
    "": "company", "GENERAL": "company", "FUND": "company", "SOLE_PROPRIETOR": "company", "BRANCH": "branch",
    "RESIDENT_GOVERNMENT_ENTITY": "state", "INTERNATIONAL_ORGANIZATION": "company",
}  # fmt: skip
_OTHER_NAMES = tuple(
    f"Entity.{group}.{name}.{number}"
    for group, name in (
        ("OtherEntityNames", "OtherEntityName"),
        ("TransliteratedOtherEntityNames", "TransliteratedOtherEntityName"),
    )
    for number in range(1, 6)
)
_SEATS: tuple[tuple[SeatKind, str], ...] = (
    ("registered", "Entity.LegalAddress"),
    ("headquarters", "Entity.HeadquartersAddress"),
)
_SHARED_NUMBER = ("FUND", "BRANCH")
_VOID = ("ANNULLED", "DUPLICATE")
# The one country whose regions published policies tell apart; elsewhere a region would only multiply places.
_REGIONS_MATTER = "UA"


def read(path: Path) -> Iterator[Record]:
    """One PartyRecord per LEI. The record's id is the LEI."""
    for row in rows(path, _REQUIRED):
        yield row if isinstance(row, Refused) else _party(row)


def _party(row: Row) -> PartyRecord | Refused:
    identifier, name = identifiers.lei(row["LEI"]), row["Entity.LegalName"]
    category = row["Entity.EntityCategory"]
    if identifier is None:
        return Refused(row.where, f"not an LEI: {row['LEI'][:40]!r}", raw=row.raw)
    if not name:
        return Refused(row.where, "no legal name", record=identifier.value, raw=row.raw)
    if category not in _KINDS:
        return Refused(row.where, f"unknown entity category {category[:40]!r}", record=identifier.value, raw=row.raw)
    try:
        expired = utc_day(row["Entity.EntityExpirationDate"])
        published = utc_day(row["Registration.LastUpdateDate"])
    except ValueError as wrong:
        return Refused(row.where, str(wrong), record=identifier.value, raw=row.raw)
    entity_status, registration = row["Entity.EntityStatus"], row["Registration.RegistrationStatus"]
    return PartyRecord(
        record=identifier.value,
        id=identifier,
        kind=_KINDS[category],
        name=name,
        identifiers=_registered(row, category),
        other_names=_other_names(row, name),
        seats=_seats(row),
        status=(registration if registration in _VOID else entity_status).lower() or None,
        dissolved_on=expired if entity_status == "INACTIVE" else None,
        published=published,
        url=f"https://search.gleif.org/#/record/{identifier.value}",
        stated=_stated(identifier.value, category, registration),
    )


def _registered(row: Row, category: str) -> tuple[Identifier, ...]:
    if category in _SHARED_NUMBER:
        return ()
    found = identifiers.registered(
        row["Entity.RegistrationAuthority.RegistrationAuthorityID"],
        row["Entity.RegistrationAuthority.RegistrationAuthorityEntityID"],
    )
    return () if found is None else (found,)


def _other_names(row: Row, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for column in _OTHER_NAMES if (other := row[column]) and other != name))


def _seats(row: Row) -> tuple[Seat, ...]:
    seats = []
    for kind, address in _SEATS:
        country, region = row[f"{address}.Country"], row[f"{address}.Region"]
        code = iso(country)
        if code == _REGIONS_MATTER and region.startswith(f"{code}-"):
            code = iso(region) or code
        if code:
            seats.append(
                Seat(kind, code, ", ".join(part for part in (row[f"{address}.City"], region, country) if part))
            )
    legal = row["Entity.LegalJurisdiction"]
    if code := iso(legal) or iso(re.sub(r"-.*", "", legal)):
        seats.append(Seat("incorporation", code, legal))
    return tuple(seats)


def _stated(value: str, category: str, registration: str) -> str:
    return "; ".join(
        part
        for part in (
            category and f"category {category}",
            registration and f"registration {registration}",
            "" if identifiers.lei_checks(value) else "the check digits of this LEI do not hold",
        )
        if part
    )


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
    files=("*lei2*.csv*", "*lei2*.zip", "lei_cdf*.csv*"),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100, "seats": 95}),
)
