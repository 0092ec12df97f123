"""Who is meant in a sheet: parties by their identifiers, else by a name that means something in this sheet alone.

A name without an identifier is ``csv_shares:<owner>/<name>``: weak, so it joins nothing outside its owner's files.
Inside one sheet a name must mean one party and an identifier one name; whatever could be two is refused, because a
spreadsheet that fills down counts "GB-COH:01126618" up to "GB-COH:01126619".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cypher.vocabulary import Kind, SeatKind
from ingest import identifiers
from ingest.jurisdictions import iso, jurisdiction
from ingest.records import Identifier, PartyRecord, Seat

LONGEST_NAME = 300
_KINDS: tuple[Kind, ...] = ("company", "person", "state", "unknown")
_OWN = ("own", "local", "id")
# A person's country without more words is where he lives, a state's itself, a company's the one of its register.
_SEATS: dict[str, SeatKind] = {"company": "incorporation", "person": "residence", "state": "headquarters"}


@dataclass(slots=True)
class _Known:
    id: Identifier
    line: int
    name: str
    kind: Kind | None
    seats: dict[SeatKind, Seat] = field(default_factory=dict)


class Parties:
    """The parties of one sheet; memory grows with their number, which a sheet bounds."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._by_name: dict[str, _Known] = {}
        self._by_id: dict[Identifier, _Known] = {}

    def party(
        self, owner: str, line: int, name: str, given: str, kind: str, country: str, headquarters: str
    ) -> tuple[Identifier, PartyRecord | None]:
        """The identifier of a named party, and its record where this row says something new. Raises ValueError."""
        if not name or len(name) > LONGEST_NAME:
            raise ValueError("a party without a name" if not name else f"a name of more than {LONGEST_NAME} characters")
        wanted, folded = _kind(kind), name.casefold()
        id_ = self._identifier(owner, given) if given else Identifier(self._source, f"{owner}/{folded}")
        namesake, known = self._by_name.get(folded), self._by_id.get(id_)
        if known and known.name.casefold() != folded:
            raise ValueError(f"{id_.key} is {known.name!r} in line {known.line}, {name!r} here")
        if namesake and namesake.id != id_ and self._source in (id_.scheme, namesake.id.scheme):
            raise ValueError(
                f"{name!r} is {namesake.id.key} in line {namesake.line}, {id_.key} here: give its id in each"
            )
        if known and wanted and known.kind and wanted != known.kind:
            raise ValueError(f"{name!r} is a {known.kind} in line {known.line}, a {wanted} here")
        if known and known.kind is None and wanted not in (None, "company") and known.seats:
            raise ValueError(f"{name!r} is a {wanted} here and of no kind in line {known.line}: say it in each row")
        seats = _seats(wanted or (known.kind if known else None) or "company", country, headquarters)
        if known and (clash := [k for k, seat in seats.items() if k in known.seats and known.seats[k] != seat]):
            raise ValueError(f"{name!r} sits elsewhere in line {known.line}: two {clash[0]} seats")
        new = known is None or (wanted or known.kind) != known.kind or bool(seats.keys() - known.seats.keys())
        found = known or _Known(id_, line, name, wanted)
        found.kind, found.seats = wanted or found.kind, {**found.seats, **seats}
        self._by_id[id_] = found
        self._by_name.setdefault(folded, found)
        if not new:
            return id_, None
        seated = tuple(found.seats.values())
        return id_, PartyRecord(f"{owner}:{id_.key}", id_, found.kind or "company", found.name, seats=seated)

    def _identifier(self, owner: str, text: str) -> Identifier:
        scheme, _, number = (part.strip() for part in text.partition(":"))
        if number and scheme.casefold() in _OWN:
            return Identifier(self._source, f"{owner}/own:{number.casefold()}")
        return named_identifier(text)


def named_identifier(text: str) -> Identifier:
    """A strong identifier as people write it: an LEI that checks, or "GB-COH:01126618". ValueError for any other."""
    scheme, _, number = (part.strip() for part in text.partition(":"))
    if not number:
        lei = identifiers.lei(text)
        if lei is None or not identifiers.lei_checks(lei.value):
            raise ValueError(f"{text[:60]!r} is no LEI; say whose number it is: GB-COH:01126618")
        return lei
    upper = scheme.upper()
    found = (
        identifiers.lei(number) if upper == "LEI"
        else identifiers.cik(number) if upper == "CIK"
        else identifiers.registered(upper, number) if re.fullmatch(r"RA\d{6}", upper)
        else identifiers.org_id(upper, number)
    )  # fmt: skip
    if found is None or re.fullmatch(r"\d[.,]\d+E\+?\d+", number, re.I):
        raise ValueError(f"{text[:60]!r} is no identifier that is known: LEI, CIK, GB-COH, NL-KVK, RA000585")
    return found


def _kind(text: str) -> Kind | None:
    word = {"individual": "person", "natural person": "person", "government": "state", "entity": "company"}.get(
        text.casefold(), text.casefold()
    )
    for kind in _KINDS:
        if word == kind:
            return kind
    if text:
        raise ValueError(f"unknown kind {text[:40]!r}: company, person, state or unknown")
    return None


def _seats(kind: str, country: str, headquarters: str) -> dict[SeatKind, Seat]:
    found: dict[SeatKind, Seat] = {}
    for seat, text in ((_SEATS.get(kind), country), ("headquarters" if kind == "company" else None, headquarters)):
        if not text:
            continue
        code = iso(text) if text.isupper() and len(text) != 3 else None
        code = code or jurisdiction(text)
        if code is None:
            raise ValueError(f"not a place that is known for certain: {text[:40]!r}; write its ISO 3166 code")
        if seat is None:
            raise ValueError(f"a {kind} has no such seat: {text[:40]!r}")
        found[seat] = Seat(seat, code, stated=text)
    return found
