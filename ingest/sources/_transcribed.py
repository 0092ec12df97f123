"""Short official lists that are published as prose (acts, notices, PDF), as tables that somebody typed up.

Nobody numbers the parties of such a list, so a party is its name within the list, and rows of one name are one party:
a list repeats a name for each year or annex. Of the rows of one name under one programme the latest says whether it is
still listed; a beginning after an end is a listing of its own. Such a table is read as a whole before it is told (they
have at most some thousand rows; ``MOST`` is the limit).

Days: ISO, "12.9.2014" (day first: that is how these tables are dated), "October 1, 2027", "12 March 2022".
A year alone is no day: as a beginning it only orders the rows, as an end it ends with that year, because nobody is
taken off a list too early.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cypher.vocabulary import Kind
from ingest.reading import utc_day
from ingest.records import Record, Refused
from ingest.source import BadFile, Source
from ingest.sources._lists import Entry, Programme, attempted, records, restricted_list
from ingest.sources._tables import Line, table

MOST = 50_000
_KINDS: Mapping[str, Kind] = {
    "person": "person",
    "company": "company",
    "organization": "company",
    "legalentity": "company",
}
_WORDED = {
    "%B %d, %Y": re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}"),
    "%d %B %Y": re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}"),
}
_THINGS = ("vessel", "asset", "airplane")


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column is called; "" where a table has none. ``code`` makes the programme of a row."""

    code: Callable[[Line], str]
    name: str = "name"
    aliases: Sequence[str] = ("aliases",)
    kind: str = "schema"
    country: str = "country"
    address: str = ""
    begins: Sequence[str] = ("start-date",)
    ends: str = "end-date"
    told: Sequence[str] = ("notes",)
    url: str = "source_url"
    lei: str = ""


@dataclass(slots=True)
class _Party:
    name: str
    kind: Kind
    where: str
    raw: str
    others: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    leis: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    listings: dict[str, list[tuple[date, date | None, date | None]]] = field(default_factory=dict)
    url: str = ""


def transcription(
    id: str,
    listed_on: str,
    columns: Columns,
    *,
    title: str,
    publisher: str,
    url: str,
    licence: str,
    promised_age_days: int,
    files: tuple[str, ...],
) -> Source:
    """The source of one list that is such a table."""
    return restricted_list(
        id=id,
        title=title,
        publisher=publisher,
        url=url,
        licence=licence,
        promised_age_days=promised_age_days,
        files=files,
        read=lambda path: _read(id, listed_on, path, columns),
        lists=(listed_on,),
    )


def _read(source: str, listed_on: str, path: Path, columns: Columns) -> Iterator[Record]:
    """The parties of a table and their notices; rows of things (ships, goods) are left out."""
    parties: dict[str, _Party] = {}
    required = [name for name in (columns.name, *columns.begins, columns.ends) if name]
    for number, row in enumerate(table(path, ",", required)):
        if number >= MOST:
            raise BadFile(path, f"more than {MOST} rows", hint="Is it this list?")
        if isinstance(row, Refused):
            yield row
            continue
        if row[columns.kind].casefold() in _THINGS:
            continue
        try:
            _collect(parties, row, columns)
        except ValueError as wrong:
            yield Refused(row.where, str(wrong), record=row[columns.name][:100] or None, raw=row.raw)
    for key, party in parties.items():
        yield from _told(source, listed_on, key, party)


def tell(source: str, listed_on: str, name: str, kind: Kind, programme: Programme, stated: str) -> Iterator[Record]:
    """One party of a list that is no table."""
    yield from records(source, listed_on, Entry(_key(name, kind), name, kind, [programme], stated=stated))


def day(text: str) -> date | None:
    """A day as these tables write one; None for "" and for a year alone. Else ValueError."""
    text = text.strip()
    if re.fullmatch(r"\d{4}", text):
        return None
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})", text):
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        text = f"{year}-{int(match[2]):02}-{int(match[1]):02}"
    elif form := next((form for form in ("%B %d, %Y", "%d %B %Y") if _WORDED[form].fullmatch(text)), ""):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time
        except ValueError:
            raise ValueError(f"not a date: {text[:40]!r}") from None
    return utc_day(text)


def _collect(parties: dict[str, _Party], row: Line, columns: Columns) -> None:
    name = " ".join(row[columns.name].split())
    kind = _KINDS.get(row[columns.kind].casefold() or "company")
    if not name:
        raise ValueError("an entry without a name")
    if kind is None:
        raise ValueError(f"unknown kind of entry {row[columns.kind][:40]!r}")
    begins = min((found for column in columns.begins if (found := day(row[column]))), default=None)
    ends = _end(row[columns.ends]) if columns.ends else None
    if begins and ends and ends < begins:
        raise ValueError(f"the listing ends ({ends}) before it begins ({begins})")
    party = parties.setdefault(_key(name, kind), _Party(name, kind, row.where, row.raw))
    party.others += [part.strip() for column in columns.aliases for part in row[column].split(";") if part.strip()]
    party.places += [part for part in row[columns.country].split(";") if part.strip()]
    if columns.address and kind == "company":
        party.places += [part.rpartition(",")[2] for part in row[columns.address].split(";") if "," in part]
    party.leis += [row[columns.lei]] if columns.lei else []
    party.told += [row[column] for column in columns.told if row[column] and row[column] not in party.told]
    party.url = party.url or row[columns.url]
    order = min((found for column in columns.begins if (found := _order(row[column]))), default=date.min)
    party.listings.setdefault(columns.code(row), []).append((order, begins, ends))


def _programmes(listings: Mapping[str, Sequence[tuple[date, date | None, date | None]]]) -> Iterator[Programme]:
    for code, stated in listings.items():
        spans: list[Programme] = []
        for order, begins, ends in sorted(stated, key=lambda one: (one[0], one[2] or date.max)):
            last = spans[-1] if spans else None
            if last is None or (last.until and order >= last.until):
                spans.append(Programme(f"{code} ({begins or order})" if last else code, begins, ends))
            else:
                spans[-1] = Programme(last.code, last.listed, ends)
        yield from spans


def _told(source: str, listed_on: str, key: str, party: _Party) -> Iterator[Record]:
    person = party.kind == "person"
    entry = Entry(
        number=key,
        name=party.name,
        kind=party.kind,
        programmes=list(_programmes(party.listings)),
        other_names=party.others,
        places=() if person else party.places,
        nationalities=party.places if person else (),
        leis=party.leis,
        url=party.url if party.url.startswith("http") else None,
        stated="; ".join(party.told),
    )
    yield from attempted(records, party.where, key, party.raw, source, listed_on, entry)


def _key(name: str, kind: Kind) -> str:
    folded = " ".join(name.casefold().split())[:400]
    return folded if kind == "company" else f"{kind}: {folded}"


def _order(text: str) -> date | None:
    year = re.fullmatch(r"\d{4}", text.strip())
    return date(int(year[0]), 1, 1) if year else day(text)


def _end(text: str) -> date | None:
    year = re.fullmatch(r"\d{4}", text.strip())
    return date(int(year[0]) + 1, 1, 1) if year else day(text)
