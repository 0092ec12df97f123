"""The parties of FollowTheMoney. What is decided about them is said in ``ftm``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cypher.vocabulary import Kind, SeatKind
from ingest import identifiers
from ingest.jurisdictions import iso, jurisdiction
from ingest.records import Identifier, PartyRecord, Seat
from ingest.sources._ftm_values import month, values, whole_day

KINDS: Mapping[str, Kind] = {
    "Company": "company", "Organization": "company", "LegalEntity": "company", "PublicBody": "state",
    "Person": "person",
}  # fmt: skip
_NUMBERS: Mapping[str, Callable[[str], Identifier | None]] = {
    "leiCode": identifiers.lei, "cikCode": identifiers.cik, "ogrnCode": identifiers.ru_ogrn,
    "innCode": identifiers.ru_inn,
}  # fmt: skip
_GONE = ("dissolved", "inactive", "liquidated", "closed", "terminated", "ceased", "removed", "struck off")
_STATED = ("legalForm", "jurisdiction", "country", "topics", "registrationNumber", "dissolutionDate")
_PAST = re.compile(r"(?i)\b(?:previous|former|until|as (?:at|of)|at time of)\b")
_LONGEST_STATED = 500
_MOST = 500


def party(entity: Mapping[str, Any], own: Identifier, **when: Any) -> PartyRecord:
    """The record of an entity whose schema is in ``KINDS``. ValueError without a name."""
    kind, has = KINDS[entity["schema"]], entity["properties"]
    names = values(has, "name") or values(has, "alias", "previousName")
    caption = entity.get("caption")
    name = caption.strip() if isinstance(caption, str) and caption.strip() in names else next(iter(names), "")
    if not name:
        raise ValueError("an entity without a name")
    referents = [one for one in entity.get("referents") or () if isinstance(one, str) and one and one != own.value]
    former = [Identifier(own.scheme, one) for one in sorted(set(referents))]
    others = (one for one in values(has, "name", "alias", "previousName") if one != name)
    said = ((key, ", ".join(values(has, key))) for key in _STATED)
    return PartyRecord(
        record=own.value,
        id=own,
        kind=kind,
        name=name,
        identifiers=(*(_registered(has) if kind in ("company", "state") else ()), *former),
        other_names=tuple(others)[:_MOST],
        seats=tuple(dict.fromkeys(_personal(has) if kind == "person" else _corporate(has)))[:_MOST],
        status=", ".join(values(has, "status")).lower()[:80] or None,
        dissolved_on=_dissolved(has),
        birth=month(values(has, "birthDate")) if kind == "person" else None,
        stated="; ".join(f"{key}: {words}" for key, words in said if words)[:_LONGEST_STATED],
        **when,
    )


def _registered(has: Mapping[str, Any]) -> Iterator[Identifier]:
    """Numbers of registers. Two of one kind are two legal persons that somebody merged: then neither is taken."""
    for key, read in _NUMBERS.items():
        found = {one for text in values(has, key) if (one := read(text))}
        if key == "leiCode":
            found = {one for one in found if identifiers.lei_checks(one.value)}
        if len(found) == 1:
            yield found.pop()
    if values(has, "jurisdiction") == ["gb"]:
        # Only as the register writes it: "1126618" may as well be the number of a charity.
        numbers = {one.upper() for one in values(has, "registrationNumber")}
        found = {one for text in numbers if (one := identifiers.gb_coh(text)) and one.value == text}
        if len(found) == 1:
            yield found.pop()


def _dissolved(has: Mapping[str, Any]) -> Any:
    """The day, unless the entity is said to live, or is several that were merged and of which one may live."""
    status = " ".join(values(has, "status")).casefold()
    alive = bool(status) and not any(word in status for word in _GONE)
    merged = any(len(values(has, key)) > 1 for key in ("ogrnCode", "leiCode", "incorporationDate"))
    try:
        return None if alive or merged else whole_day(values(has, "dissolutionDate"))
    except ValueError:
        return None


def _corporate(has: Mapping[str, Any]) -> Iterator[Seat]:
    stated = values(has, "jurisdiction")
    codes = {iso(code) for code in stated}
    code = codes.pop() if len(codes) == 1 else None
    if code:
        yield Seat("incorporation", code, stated[0])
    yield from _addresses(has, "business_address")


def _personal(has: Mapping[str, Any]) -> Iterator[Seat]:
    for text in values(has, "nationality", "citizenship"):
        if code := iso(text):
            yield Seat("nationality", code, text)
    yield from _addresses(has, "residence")


def _addresses(has: Mapping[str, Any], kind: SeatKind) -> Iterator[Seat]:
    """One seat a place. Only what stands at the end of an address can be its country."""
    places: dict[str, str] = {}
    for address in values(has, "address"):
        if _PAST.search(address):
            continue
        if code := jurisdiction(",".join(address.split(",")[-2:])):
            places.setdefault(code, address)
    return (Seat(kind, code, address[:200]) for code, address in sorted(places.items()))
