"""The UK's lists: the UK Sanctions List (FCDO; XML or CSV) and the Consolidated List that OFSI kept until January 2026.

What is decided here:
- Both hold the asset-freeze targets that policies call ``gb-ofsi-consolidated``. The UK Sanctions List also holds
  parties without an asset freeze: those are on ``gb-fcdo-sanctions`` alone.
- Names are of one entry where the id is the same: ``UniqueID`` there, ``Group ID`` in OFSI's. An entry's rows or names
  may say that it is an alias in any case ("ALias"). The last name stands first in capitals, in the column Name 6.
- Days are day/month/year. Ships are things. Subsidiaries and parent companies are named without a number: left alone.
- A nationality may be several: "(1) Russia (2) Cyprus".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from cypher.vocabulary import Kind
from ingest.reading import opening, slashed_day
from ingest.reading_xml import Node
from ingest.records import Record, Refused
from ingest.sources._lists import Entry, Programme, attempted, entries, records, restricted_list
from ingest.sources._tables import Line, table

ID = "gb_sanctions"
FREEZE, OTHER = "gb-ofsi-consolidated", "gb-fcdo-sanctions"
_KINDS: dict[str, Kind] = {"individual": "person", "entity": "company"}
_NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_OFSI = {
    "Unique ID": "Group ID",
    "Name type": "Alias Type",
    "Regime Name": "Regime",
    "Designation Type": "Group Type",
    "Address Country": "Country",
    "Nationality(/ies)": "Nationality",
    "D.O.B": "DOB",
}
"""Columns of the UK Sanctions List, and what OFSI's list calls them."""


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _xml(path) if opening(path) == "<" else _csv(path)


def _xml(path: Path) -> Iterator[Record]:
    def told(node: Node, kind: str) -> Iterator[Record]:
        return records(ID, _list(node("SanctionsImposed"), known=True), _element(node, kind))

    for node in entries(path, "Designation", "UK-Sanctions-List.xml of the FCDO."):
        if (kind := node("IndividualEntityShip").casefold()) != "ship":
            yield from attempted(told, node.where, node("UniqueID"), node.raw, node, kind)


def _element(node: Node, kind: str) -> Entry:
    names = [
        (one("NameType"), " ".join(text for number in range(1, 7) if (text := one(f"Name{number}"))))
        for one in node.nodes("Names/Name")
    ]
    scripts = [one.text for one in node.nodes("NonLatinNames/NonLatinName/NameNonLatinScript")]
    person = "IndividualDetails/Individual"
    return _entry(
        number=node("UniqueID"),
        kind=kind,
        names=names,
        scripts=scripts,
        regimes=[node("RegimeName")],
        designated=node("DateDesignated"),
        updated=node("LastUpdated"),
        places=[one("AddressCountry") for one in node.nodes("Addresses/Address")],
        nationalities=[one.text for one in node.nodes(f"{person}/Nationalities/Nationality")],
        births=[one.text for one in node.nodes(f"{person}/DOBs/DOB")],
        stated=node("UKStatementofReasons") or node("OtherInformation"),
    )


def _csv(path: Path) -> Iterator[Record]:
    seen: set[str] = set()

    def told(number: str, kind: str, lines: Sequence[Line]) -> Iterator[Record]:
        if number in seen:
            raise ValueError("rows of an entry that stood above already")
        seen.add(number)
        if not lines[0]["Unique ID"]:
            return records(ID, FREEZE, _lines(f"OFSI-{number}", kind, lines))
        listed_on = _list(lines[0]["Sanctions Imposed"], known="sanctions imposed" in lines[0].cells)
        return records(ID, listed_on, _lines(number, kind, lines))

    found = table(path, ",", ("Name 6",))
    for number, group in groupby(found, key=lambda one: _of(one, "Unique ID") if isinstance(one, Line) else None):
        rows = list(group)
        if number is None:
            yield from (one for one in rows if isinstance(one, Refused))
            continue
        lines = [one for one in rows if isinstance(one, Line)]
        first = lines[0]
        kind = _of(first, "Designation Type").casefold()
        if kind != "ship":
            yield from attempted(told, first.where, number, first.raw, number, kind, lines)


def _lines(number: str, kind: str, lines: Sequence[Line]) -> Entry:
    def every(column: str) -> list[str]:
        return [text for line in lines if (text := _of(line, column))]

    first = lines[0]
    return _entry(
        number=number,
        kind=kind,
        names=[(_of(line, "Name type"), " ".join(text for name in _NAMES if (text := line[name]))) for line in lines],
        scripts=every("Name non-latin script"),
        regimes=every("Regime Name"),
        designated=first["Date Designated"] or first["Listed On"] or first["UK Sanctions List Date Designated"],
        updated=max(every("Last Updated"), key=lambda text: slashed_day(text) or date.min, default=""),
        places=every("Address Country"),
        nationalities=every("Nationality(/ies)"),
        births=every("D.O.B"),
        stated=first["UK Statement of Reasons"] or first["Other Information"],
    )


def _entry(
    *,
    number: str,
    kind: str,
    names: list[tuple[str, str]],
    scripts: list[str],
    regimes: list[str],
    designated: str,
    updated: str,
    places: list[str],
    nationalities: list[str],
    births: list[str],
    stated: str,
) -> Entry:
    known = _KINDS.get(kind)
    if known is None:
        raise ValueError(f"unknown kind of entry {kind[:40]!r}")
    first = next((name for type_, name in names if type_.casefold() == "primary name"), names[0][1] if names else "")
    listed = slashed_day(designated)
    entry = Entry(
        number=number,
        name=first,
        kind=known,
        programmes=[Programme(regime, listed) for regime in dict.fromkeys(regimes) if regime],
        other_names=[*(name for _, name in names), *scripts],
        places=places,
        published=slashed_day(updated),
        url="https://search-uk-sanctions-list.service.gov.uk/",
        stated=stated,
    )
    if known != "person":
        return entry
    years = {match[0] for text in births for match in re.finditer(r"\d{4}", text)}
    several = [one for text in nationalities for one in re.split(r"\(\d+\)", text) if one.strip()]
    return replace(entry, nationalities=several, birth=years.pop() if len(years) == 1 else None)


def _of(line: Line, column: str) -> str:
    return line[column] or line[_OFSI.get(column, column)]


def _list(imposed: str, *, known: bool) -> str:
    """Which list an entry is on; one whose sanctions are not told is taken for a target of an asset freeze."""
    if not known or not imposed.strip():
        return FREEZE
    return FREEZE if "asset freeze" in imposed.casefold() else OTHER


SOURCE = restricted_list(
    id=ID,
    title="UK Sanctions List and OFSI Consolidated List",
    publisher="Foreign, Commonwealth & Development Office; OFSI, HM Treasury",
    url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
    licence="OGL-UK-3.0",
    promised_age_days=14,
    files=("*UK-Sanctions-List*", "*UK_Sanctions_List*", "ConList*.csv", "conlist*.csv"),
    read=read,
    lists=(FREEZE, OTHER),
)
