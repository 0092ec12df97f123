"""Who the UK register names as holders in its PSC entries.

- A corporate holder registered in the UK is its Companies House number, however it was typed. Any other holder is
  known by its entry alone: the register does not say that two entries are one person, and names prove nothing.
- ``country_registered`` (else ``place_registered``) is where a corporate holder is incorporated. Its address is its
  "registered or principal office": taken as registered. A legal person's (a state body, a corporation sole) is its
  principal office by law, and so is the ``principal_office_address`` of overseas owners: headquarters.
- A legal person is a company here: as a state it would be cleared by its seat alone.
- A super-secure entry protects its person: an unknown holder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cypher.vocabulary import Kind, SeatKind
from ingest.identifiers import gb_coh, uk_incorporated
from ingest.records import Identifier, PartyRecord, Seat
from ingest.sources._uk_profile import REGISTER, country_of, text

_KINDS: Mapping[str, Kind] = {
    "individual": "person", "corporate-entity": "company", "legal-person": "company", "super-secure": "unknown",
}  # fmt: skip
_KIND = re.compile(rf"({'|'.join(_KINDS)})-(persons?-with-significant-control|beneficial-owner)")
_SEVERAL = re.compile(r"\s*(?:[,/;&+]|\band\b)\s*")
# Words of the register's own list of nationalities that are no name or adjective of a country elsewhere.
_NATIONALITIES: Mapping[str, str] = {
    "anguillan": "AI", "bermudian": "BM", "bhutanese": "BT", "bruneian": "BN", "cape verdean": "CV",
    "cayman islander": "KY", "chadian": "TD", "citizen of antigua and barbuda": "AG",
    "citizen of bosnia and herzegovina": "BA", "citizen of kiribati": "KI", "citizen of seychelles": "SC",
    "citizen of the dominican republic": "DO", "citizen of vanuatu": "VU", "comoran": "KM", "cook islander": "CK",
    "cymraes": "GB", "guamanian": "GU", "hong konger": "HK", "liechtenstein citizen": "LI", "martiniquais": "MQ",
    "montserratian": "MS", "nauruan": "NR", "palauan": "PW", "papua new guinean": "PG", "pitcairn islander": "PN",
    "prydeinig": "GB", "samoan": "WS", "solomon islander": "SB", "st helenian": "SH", "tristanian": "SH",
    "turks and caicos islander": "TC", "tuvaluan": "TV", "vatican citizen": "VA", "vincentian": "VC",
    "wallisian": "WF",
}  # fmt: skip
_UK_REGISTER = re.compile(
    r"(?i)(?:the )?(?:uk )?(?:companies house|registrar of companies|register of companies|companies register)"
    r"(?:[ ,(-]+(?:for )?(?:uk|united kingdom|england(?: (?:and|&) wales)?|scotland|northern ireland|cardiff|london"
    r"|edinburgh|belfast)\)?)?"
)


def holder(
    number: str, record: str, data: Mapping[str, Any], published: date | None = None, version: int = 0
) -> PartyRecord:
    """The holder of one entry. ValueError says why there is none (an unknown kind, no name)."""
    matched = _KIND.fullmatch(text(data, "kind"))
    if matched is None:
        raise ValueError(f"unknown kind {text(data, 'kind')[:80]!r}")
    kind = _KINDS[matched[1]]
    local = Identifier("uk_psc", record)
    url = f"{REGISTER}{number}/persons-with-significant-control"
    if kind == "unknown":
        name = "Protected person (super-secure entry)"
        return PartyRecord(record, local, kind, name, published=published, version=version, url=url)
    name = text(data, "name") or _from_elements(data.get("name_elements"))
    if not name:
        raise ValueError("an entry without a name")
    stated = "the register marks this owner as sanctioned" if data.get("is_sanctioned") is True else ""
    if kind == "person":
        seats = _personal_seats(data)
        return PartyRecord(
            record=record,
            id=local,
            kind=kind,
            name=name,
            seats=seats,
            birth=_birth(data),
            published=published,
            version=version,
            url=url,
            stated=stated,
        )
    identified = _mapping(data.get("identification"))
    registered = _uk_number(identified)
    seats = _corporate_seats(data, matched[1], matched[2], identified, registered)
    forms = "; ".join(
        f"{key.replace('_', ' ')}: {value}"
        for key in ("legal_form", "legal_authority", "place_registered", "country_registered", "registration_number")
        if (value := text(identified, key))
    )
    stated = "; ".join(part for part in (forms, stated) if part)
    return PartyRecord(
        record=record,
        id=registered or local,
        kind=kind,
        name=name,
        seats=seats,
        published=published,
        version=version,
        url=url,
        stated=stated,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _from_elements(elements: object) -> str:
    keys = ("title", "forename", "middle_name", "other_forenames", "surname")
    return " ".join(part for key in keys if (part := text(elements, key)))


def _birth(data: Mapping[str, Any]) -> str | None:
    born = data.get("date_of_birth")
    year, month = text(born, "year"), text(born, "month")
    if not re.fullmatch(r"1[89]\d\d|20\d\d", year):
        return None
    return f"{year}-{int(month):02}" if re.fullmatch(r"[1-9]|0[1-9]|1[0-2]", month) else year


def _nation(words: str) -> str | None:
    return _NATIONALITIES.get(" ".join(words.casefold().split())) or country_of(words)


def _personal_seats(data: Mapping[str, Any]) -> tuple[Seat, ...]:
    seats = []
    nationality, residence = text(data, "nationality"), text(data, "country_of_residence")
    whole = _nation(nationality)
    codes = [whole] if whole else [_nation(word) for word in _SEVERAL.split(nationality)]
    seats += [Seat("nationality", code, nationality) for code in dict.fromkeys(codes) if code]
    if code := country_of(residence):
        seats.append(Seat("residence", code, residence))
    return tuple(seats)


def _uk_number(identified: Mapping[str, Any]) -> Identifier | None:
    country, place = text(identified, "country_registered"), text(identified, "place_registered")
    at_home = country_of(country) == "GB" or _UK_REGISTER.fullmatch(country) is not None
    if not country:
        at_home = country_of(place) == "GB" or _UK_REGISTER.fullmatch(place) is not None
    return gb_coh(text(identified, "registration_number")) if at_home else None


def _corporate_seats(
    data: Mapping[str, Any], form: str, regime: str, identified: Mapping[str, Any], registered: Identifier | None
) -> tuple[Seat, ...]:
    seats = []
    country, place = text(identified, "country_registered"), text(identified, "place_registered")
    foreign = registered is not None and not uk_incorporated(registered.value)
    code = ("GB" if registered else None) or country_of(country) or (country_of(place) if not country else None)
    if code and not foreign:
        seats.append(Seat("incorporation", code, country or place))
    overseas = regime == "beneficial-owner"
    kind: SeatKind = "headquarters" if overseas or form == "legal-person" else "registered"
    office = text(data.get("principal_office_address" if overseas else "address"), "country")
    if code := country_of(office):
        seats.append(Seat(kind, code, office))
    return tuple(seats)
