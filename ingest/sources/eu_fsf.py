"""The EU's consolidated list of persons and entities under financial sanctions: XML 1.1 or CSV 1.1 of the FSF service.

What is decided here:
- ``logicalId`` names an entry. The listing begins on ``designationDate``, else when its first regulation entered into
  force; each programme of a regulation is a notice.
- The XML has an element an entry; the CSV a row for each name, address or birth date, those of an entry together. An
  entry whose rows stand apart is refused at the second place: half of an entry is not an entry.
- Country code "00" is nowhere. A name without ``wholeName`` is its parts. Strong and weak aliases are names alike.
- Days are ISO in XML; in CSV they may also be day/month/year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from cypher.vocabulary import Kind
from ingest.reading import opening, slashed_day
from ingest.reading_xml import Node
from ingest.records import Record, Refused
from ingest.sources._lists import Entry, Programme, attempted, entries, records, restricted_list
from ingest.sources._tables import Line, table

ID, LIST = "eu_fsf", "eu-consolidated"
_COLUMNS = ("Entity_LogicalId", "NameAlias_WholeName", "Entity_Regulation_Programme")
_KINDS: dict[str, Kind] = {"person": "person", "p": "person", "enterprise": "company", "e": "company"}


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices, one for each programme."""
    yield from _xml(path) if opening(path) == "<" else _csv(path)


def _xml(path: Path) -> Iterator[Record]:
    def told(node: Node) -> Iterator[Record]:
        return records(ID, LIST, _element(node))

    for node in entries(path, "sanctionEntity", "The file of the FSF service, XML 1.1."):
        yield from attempted(told, node.where, node.attribute("logicalId"), node.raw, node)


def _element(node: Node) -> Entry:
    regulations = node.nodes("regulation")
    types = node.nodes("subjectType")
    names = [
        _name(one.attribute("wholeName"), *(one.attribute(part) for part in _PARTS)) for one in node.nodes("nameAlias")
    ]
    ids = node.nodes("identification")
    return _entry(
        number=node.attribute("logicalId"),
        kind=(types[0].attribute("code") or types[0].attribute("classificationCode")) if types else "",
        names=names,
        regulations=[
            (one.attribute("programme"), one.attribute("entryIntoForceDate"), one.attribute("publicationDate"))
            for one in regulations
        ],
        designated=node.attribute("designationDate"),
        places=[one.attribute("countryIso2Code") for one in node.nodes("address")],
        nationalities=[one.attribute("countryIso2Code") for one in node.nodes("citizenship")],
        births=[one.attribute("year") or one.attribute("birthdate")[:4] for one in node.nodes("birthdate")],
        leis=[one.attribute("number") for one in ids if "LEI" in one.attribute("identificationTypeCode").upper()],
        url=node("regulation/publicationUrl"),
        stated=node("remark"),
        reference=node.attribute("euReferenceNumber"),
    )


def _csv(path: Path) -> Iterator[Record]:
    seen: set[str] = set()

    def told(number: str, rows: Sequence[Line]) -> Iterator[Record]:
        if number in seen:
            raise ValueError("rows of an entry that stood above already")
        seen.add(number)
        return records(ID, LIST, _rows(number, rows))

    lines = table(path, ";", _COLUMNS)
    for number, group in groupby(lines, key=lambda one: one["Entity_LogicalId"] if isinstance(one, Line) else None):
        found = list(group)
        if number is None:
            yield from (one for one in found if isinstance(one, Refused))
            continue
        rows = [one for one in found if isinstance(one, Line)]
        yield from attempted(told, rows[0].where, number, rows[0].raw, number, rows)


def _rows(number: str, rows: Sequence[Line]) -> Entry:
    def every(column: str) -> list[str]:
        return [text for row in rows if (text := row[column])]

    first = rows[0]
    parts = [f"NameAlias_{part[0].upper()}{part[1:]}" for part in _PARTS]
    return _entry(
        number=number,
        kind=first["Entity_SubjectType"] or first["Entity_SubjectType_ClassificationCode"],
        names=[_name(row["NameAlias_WholeName"], *(row[part] for part in parts)) for row in rows],
        regulations=[
            (row["Entity_Regulation_Programme"], row["Entity_Regulation_EntryIntoForceDate"],
             row["Entity_Regulation_PublicationDate"])
            for row in rows
        ],
        designated=first["Entity_DesignationDate"],
        places=every("Address_CountryIso2Code"),
        nationalities=every("Citizenship_CountryIso2Code"),
        births=[text[:4] for text in every("BirthDate_Year") or every("BirthDate_BirthDate")],
        leis=[row["Identification_Number"] for row in rows if "LEI" in row["Identification_TypeCode"].upper()],
        url=first["Entity_Regulation_PublicationUrl"],
        stated=first["Entity_Remark"],
        reference=first["Entity_EU_ReferenceNumber"],
    )  # fmt: skip


_PARTS = ("firstName", "middleName", "lastName")


def _entry(
    *,
    number: str,
    kind: str,
    names: list[str],
    regulations: list[tuple[str, str, str]],
    designated: str,
    places: list[str],
    nationalities: list[str],
    births: list[str],
    leis: list[str],
    url: str,
    stated: str,
    reference: str,
) -> Entry:
    if not re.fullmatch(r"\d{1,12}", number):
        raise ValueError(f"not a number: {number[:40]!r}")
    known = _KINDS.get(kind.strip().casefold())
    if known is None:
        raise ValueError(f"unknown kind of subject {kind[:40]!r}")
    named = [name for name in dict.fromkeys(names) if name]
    began: dict[str, list[date]] = {}
    published: list[date] = []
    for programme, in_force, printed in regulations:
        if programme:
            began.setdefault(programme, []).extend(day for text in (in_force,) if (day := slashed_day(text)))
        published += [day for text in (printed,) if (day := slashed_day(text))]
    listed = slashed_day(designated)
    years = {year for year in births if re.fullmatch(r"1[89]\d\d|20\d\d", year)}
    return Entry(
        number=number,
        name=named[0] if named else "",
        kind=known,
        programmes=[Programme(code, listed or min(days, default=None)) for code, days in began.items()],
        other_names=named[1:],
        places=[code for code in places if code != "00"],
        nationalities=[code for code in nationalities if code != "00"],
        leis=leis,
        birth=years.pop() if known == "person" and len(years) == 1 else None,
        published=max(published, default=None),
        url=url or None,
        stated="; ".join(part for part in (reference, stated) if part),
    )


def _name(whole: str, *parts: str) -> str:
    return " ".join((whole or " ".join(parts)).split())


SOURCE = restricted_list(
    id=ID,
    title="EU: consolidated list of financial sanctions",
    publisher="European Commission, DG FISMA",
    url="https://webgate.ec.europa.eu/fsd/fsf",
    licence="Commission reuse notice (attribution)",
    promised_age_days=14,
    files=("*FULL*1_1*.xml*", "*xmlFullSanctionsList*", "*csvFullSanctionsList*", "*FULL*1_1*.csv"),
    read=read,
    lists=(LIST,),
)
