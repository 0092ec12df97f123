"""Entries of restricted-party lists: one party, and one notice for each programme under which a list names it.

What holds for every list: ships and aircraft are things and left out; an address is where a company does business and
where a person lives, a nationality only that; what names no place for certain is no seat. Numbers in registers are
taken from no list: they are printed without saying whose they are, and a wrong join would restrict somebody. LEIs are
taken where their check digits hold. An entry with an end date in the list is an ended notice; one that a newer list
lacks is ended by the load (``Source.whole``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ParamSpec

from cypher.vocabulary import Kind
from ingest import identifiers
from ingest.jurisdictions import iso, jurisdiction
from ingest.reading_xml import Node, elements
from ingest.records import Identifier, NoticeRecord, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source

P = ParamSpec("P")

LONGEST_STATED = 1_000
_NAMES = 500
# Spellings of these lists that mean one place for certain; the rest is read as everywhere.
_PLACES = {
    "rok": "KR", "netherlands, the": "NL", "region: crimea": "UA-43", "occupied palestinian territories": "PS",
    "palestinian": "PS", "democratic people's republic of korea": "KP", "russian": "RU", "iranian": "IR",
    "syrian": "SY", "eu": "", "undetermined": "", "unknown": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Programme:
    """Under which programme and since when a list names a party."""

    code: str
    listed: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``number`` is the list's own, stable id; ``places`` and ``nationalities`` are its words or codes."""

    number: str
    name: str
    kind: Kind
    programmes: Sequence[Programme]
    other_names: Iterable[str] = ()
    places: Iterable[str] = ()
    nationalities: Iterable[str] = ()
    leis: Iterable[str] = ()
    birth: str | None = None
    published: date | None = None
    url: str | None = None
    stated: str = ""


def restricted_list(
    *,
    id: str,
    title: str,
    publisher: str,
    url: str,
    licence: str,
    promised_age_days: int,
    files: tuple[str, ...],
    read: Callable[[Path], Iterator[Record]],
    lists: tuple[str, ...],
) -> Source:
    """A source of official lists: a register, of the best rank, without figures, and always whole."""
    return Source(
        id=id,
        title=title,
        publisher=publisher,
        url=url,
        licence=licence,
        grade="A",
        rank=1,
        figures="none",
        promised_age_days=promised_age_days,
        files=files,
        read=read,
        asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
        lists=lists,
        whole=True,
    )


def entries(path: Path, name: str, hint: str) -> Iterator[Node]:
    """The elements called ``name``. Raises BadFile where there is none: then it is another document."""
    empty = True
    for node in elements(path, name):
        empty = False
        yield node
    if empty:
        raise BadFile(path, f"no entry ({name}) in it", hint=hint)


def attempted(
    make: Callable[P, Iterable[Record]], where: str, number: str, raw: str, *given: P.args, **named: P.kwargs
) -> Iterator[Record]:
    """What ``make`` tells of one entry, all of it or, where it raises ValueError, that it is refused and why."""
    try:
        found = list(make(*given, **named))
    except ValueError as wrong:
        yield Refused(where, str(wrong), record=number[:100] or None, raw=raw)
        return
    yield from found


def records(source: str, listed_on: str, entry: Entry) -> Iterator[Record]:
    """The party and its notices. Raises ValueError where the entry names nobody.

    A party that a list names under no programme is on the list all the same: its code is the list's.
    """
    name = " ".join(entry.name.split())
    if not name or not entry.number:
        raise ValueError("an entry without a name" if entry.number else "an entry without a number")
    id_ = Identifier(source, entry.number)
    others = dict.fromkeys(" ".join(other.split()) for other in entry.other_names)
    seats = {(seat.kind, seat.jurisdiction): seat for seat in reversed(list(_seats(entry)))}
    checked = (identifiers.lei(text) for text in entry.leis)
    stated = " ".join(entry.stated.split())[:LONGEST_STATED]
    yield PartyRecord(
        record=entry.number,
        id=id_,
        kind=entry.kind,
        name=name,
        identifiers=tuple(dict.fromkeys(lei for lei in checked if lei and identifiers.lei_checks(lei.value))),
        other_names=tuple(other for other in others if other and other != name)[:_NAMES],
        seats=tuple(reversed(seats.values()))[:_NAMES],
        birth=entry.birth,
        published=entry.published,
        url=entry.url,
        stated=stated,
    )
    for code, programme in {one.code: one for one in entry.programmes or [Programme(listed_on)]}.items():
        if programme.listed and programme.until and programme.until < programme.listed:
            raise ValueError(f"the listing ends ({programme.until}) before it begins ({programme.listed})")
        yield NoticeRecord(
            record=f"{listed_on}:{entry.number}:{code}"[:900],
            subject=id_,
            code=code[:200],
            valid_from=programme.listed,
            valid_to=programme.until,
            published=entry.published,
            url=entry.url,
            stated=stated,
            listed_on=listed_on,
        )


def place(text: str) -> str | None:
    """The code of a country as a list writes it ("Korea, North", "RU", "(1) Russia"); None if not certain."""
    text = re.sub(r"^\(\d+\)\s*", "", " ".join(text.split())).strip(" .")
    known = _PLACES.get(text.casefold())
    if known is not None:
        return known or None
    code = iso(text) if re.fullmatch(r"[A-Z]{2}", text) else None
    return code or jurisdiction(text)


def _seats(entry: Entry) -> Iterator[Seat]:
    for text in entry.places:
        if code := place(text):
            yield Seat("residence" if entry.kind == "person" else "business_address", code, stated=text.strip())
    for text in entry.nationalities:
        if (code := place(text)) and entry.kind == "person":
            yield Seat("nationality", code, stated=text.strip())
