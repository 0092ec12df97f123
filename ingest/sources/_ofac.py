"""The files of OFAC: sdn.xml and consolidated.xml (one schema), and the older sdn.csv with its add.csv and alt.csv.

Entries carry no date of listing; the number (``uid``, ``ent_num``) is the same in both formats and so are the records.
The CSV files have no header, write nothing as ``-0-``, and end with a control-Z in some releases. Addresses and other
names are files of their own: without them a list would be loaded that lacks half of what it says, so they must lie
beside it (ADD.CSV, ALT.CSV; CONS_PRIM.CSV with CONS_ADD.CSV, CONS_ALT.CSV).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from cypher.vocabulary import Kind
from ingest.reading import lines, opening
from ingest.reading_xml import Node
from ingest.records import Record, Refused
from ingest.source import BadFile
from ingest.sources._lists import Entry, Programme, attempted, entries, records

_THINGS = ("vessel", "aircraft")
_NOTHING = "-0-"
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


def read(source: str, listed_on: str, path: Path) -> Iterator[Record]:
    """Entries of either format; which one it is, the file says."""
    if opening(path) == "<":
        yield from _xml(source, listed_on, path)
    else:
        yield from _csv(source, listed_on, path)


def _xml(source: str, listed_on: str, path: Path) -> Iterator[Record]:
    def told(node: Node) -> Iterator[Record]:
        return records(source, listed_on, _entry(node))

    for node in entries(path, "sdnEntry", "sdn.xml or consolidated.xml, not the advanced format."):
        if node("sdnType").casefold() not in _THINGS:
            yield from attempted(told, node.where, node("uid"), node.raw, node)


def _entry(node: Node) -> Entry:
    uid = node("uid")
    if not uid.isdigit():
        raise ValueError(f"not a number: {uid[:40]!r}")
    kind = _kind(node("sdnType"))
    leis = [one("idNumber") for one in node.nodes("idList/id") if one("idType").casefold() == "legal entity number"]
    births = [one("dateOfBirth") for one in node.nodes("dateOfBirthList/dateOfBirthItem")]
    return Entry(
        number=uid,
        name=_named(node),
        kind=kind,
        programmes=[Programme(one.text) for one in node.nodes("programList/program") if one.text],
        other_names=[_named(one) for one in node.nodes("akaList/aka")],
        places=[one("country") for one in node.nodes("addressList/address")],
        nationalities=[one("country") for one in node.nodes("nationalityList/nationality")]
        + [one("country") for one in node.nodes("citizenshipList/citizenship")],
        leis=leis,
        birth=_birth(births) if kind == "person" else None,
        url=f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={uid}",
        stated=node("remarks"),
    )


def _named(node: Node) -> str:
    return f"{node('firstName')} {node('lastName')}".strip()


def _birth(texts: list[str]) -> str | None:
    """The year, if there is only one; a day or "circa" of several is nobody's."""
    years = {match[1] for text in texts for match in _YEAR.finditer(text)}
    return years.pop() if len(years) == 1 else None


def _kind(text: str) -> Kind:
    known: dict[str, Kind] = {"individual": "person", "entity": "company", "": "company"}
    kind = known.get(text.strip().casefold())
    if kind is None:
        raise ValueError(f"unknown kind of entry {text[:40]!r}")
    return kind


def _csv(source: str, listed_on: str, path: Path) -> Iterator[Record]:
    places: dict[str, list[str]] = defaultdict(list)
    for number, row in _rows(_beside(path, "add"), 6):
        if isinstance(row, str):
            yield Refused(f"{_beside(path, 'add').name} line {number}", row)
        else:
            places[row[0]].append(row[4])
    names: dict[str, list[str]] = defaultdict(list)
    for number, row in _rows(_beside(path, "alt"), 5):
        if isinstance(row, str):
            yield Refused(f"{_beside(path, 'alt').name} line {number}", row)
        else:
            names[row[0]].append(row[3])

    def told(row: Sequence[str]) -> Iterator[Record]:
        return records(source, listed_on, _row(row, places.get(row[0], ()), names.get(row[0], ())))

    for number, row in _rows(path, 12):
        if isinstance(row, str):
            yield Refused(f"line {number}", row)
            continue
        if row[2].casefold() not in _THINGS:
            yield from attempted(told, f"line {number}", row[0], ",".join(row), row)


def _row(row: Sequence[str], places: Sequence[str], names: Sequence[str]) -> Entry:
    uid, name, remarks = row[0], row[1], row[11]
    if not uid.isdigit():
        raise ValueError(f"not a number: {uid[:40]!r}")
    kind = _kind(row[2])
    return Entry(
        number=uid,
        name=_turned(name) if kind == "person" else name,
        kind=kind,
        programmes=[Programme(code) for code in re.split(r"\]\s*\[", row[3].strip("[] ")) if code],
        other_names=[_turned(one) if kind == "person" else one for one in names],
        places=places,
        nationalities=re.findall(r"(?:nationality|citizen) ([A-Z][\w ,]*?)[;.]", remarks),
        leis=re.findall(r"Legal Entity Number ([0-9A-Z]{20})\b", remarks),
        birth=_birth(re.findall(r"DOB ([^;.]*)", remarks)) if kind == "person" else None,
        url=f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={uid}",
        stated=remarks,
    )


def _turned(name: str) -> str:
    """A person's "PEREZ, Juan" is Juan PEREZ; what has more commas is left as it stands."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and "," not in first else name


def _rows(path: Path, width: int) -> Iterator[tuple[int, list[str] | str]]:
    """Rows of so many cells without the filling; a str says why a row is none. Never an empty line or control-Z."""
    reader = csv.reader((text.replace("\x1a", "") for _, text in lines(path)), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise BadFile(path, f"not a CSV row: {wrong}", where=f"line {reader.line_num}") from None
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            if reader.line_num == 1:
                hint = f"It has {width} columns and no header."
                raise BadFile(path, f"{len(row)} columns instead of {width}", where="line 1", hint=hint)
            yield reader.line_num, f"{len(row)} columns instead of {width}"
            continue
        cells = [cell.strip() for cell in row]
        yield reader.line_num, ["" if cell == _NOTHING else cell for cell in cells]


def _beside(path: Path, which: str) -> Path:
    stem = path.name.casefold().replace("sdn", which) if "sdn" in path.name.casefold() else ""
    stem = stem or path.name.casefold().replace("prim", which)
    for other in path.parent.iterdir():
        if other.name.casefold() == stem and other != path:
            return other
    raise BadFile(
        path, f"{stem.upper()} does not lie beside it", hint="Addresses and other names are files of their own."
    )
