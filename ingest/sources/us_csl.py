"""The US Consolidated Screening List (trade.gov), CSV or JSON: its lists of the Departments of Commerce and of State.

What is decided here:
- Treasury's lists are in it too; they are read where Treasury publishes them (``us_ofac_sdn`` and
  ``us_ofac_consolidated``) and left out here. A list that is not known is refused, not guessed by its name.
- ``_id`` names an entry. For the Entity List it is made of name and Federal Register notice: an amended entry is a new
  one, and the former is ended because the list lacks it.
- Addresses are one text, "street, city, code, CC; ...": what follows the last comma is the country, in ISO letters.
  In JSON each address has its ``country``.
- ``start_date`` is when the listing took effect, ``end_date`` when it was lifted; the licence requirement is told in
  the list's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cypher.vocabulary import Kind
from ingest.reading import opening, rows, utc_day
from ingest.reading_json import objects, text_of
from ingest.records import Record, Refused
from ingest.source import BadFile
from ingest.sources._lists import Entry, Programme, attempted, records, restricted_list

ID = "us_csl"
LISTS: Mapping[str, str] = {
    "EL": "us-bis-entity-list",
    "MEU": "us-bis-military-end-users",
    "UVL": "us-bis-unverified-list",
    "DPL": "us-bis-denied-persons",
    "ISN": "us-state-nonproliferation",
    "DTC": "us-state-aeca-debarred",
}
"""Abbreviations that the list puts behind the name of each of its parts, and the ids that policies name."""
TREASURY = (
    "SDN",
    "SSI",
    "FSE",
    "PLC",
    "NS-PLC",
    "CAP",
    "CAPTA",
    "MBS",
    "NS-MBS LIST",
    "NS-MBS",
    "CMIC",
    "NS-CMIC",
    "ISA",
    "561",
)
_NAMES = {"military end user": "MEU", "itar debarred": "DTC", "aeca debarred": "DTC"}
_OPTIONAL = (
    "type", "programs", "federal_register_notice", "license_requirement", "remarks", "nationalities", "citizenships",
    "source_list_url", "ids",
)  # fmt: skip
_REQUIRED = ("_id", "source", "name", "addresses", "start_date", "end_date", "alt_names")


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices of the lists in ``LISTS``."""
    for where, row, raw in _json(path) if opening(path) in ("{", "[") else _csv(path):
        if isinstance(row, str):
            yield Refused(where, row, raw=raw)
            continue
        yield from attempted(_entry, where, text_of(row, "_id"), raw, row)


def _csv(path: Path) -> Iterator[tuple[str, dict[str, Any] | str, str]]:
    for row in rows(path, _REQUIRED):
        if isinstance(row, Refused):
            yield row.where, row.reason, row.raw
        else:
            yield row.where, {name: row[name] for name in (*_REQUIRED, *_OPTIONAL)}, row.raw


def _json(path: Path) -> Iterator[tuple[str, dict[str, Any] | str, str]]:
    for found in objects(path):
        if isinstance(found, Refused):
            yield found.where, found.reason, found.raw
        elif "results" in found.value:
            if not isinstance(found.value["results"], list):
                raise BadFile(path, "results is no list")
            for number, one in enumerate(found.value["results"], 1):
                where = f"result {number}"
                yield (where, _id(one), "") if isinstance(one, dict) else (where, "not a JSON object", str(one))
        else:
            yield found.where, _id(found.value), found.raw


def _id(one: dict[str, Any]) -> dict[str, Any]:
    """An entry of JSON calls its id ``id`` where the CSV says ``_id``."""
    return one if one.get("_id") else one | {"_id": one.get("id")}


def _entry(row: Mapping[str, Any]) -> Iterator[Record]:
    source = text_of(row, "source")
    listed_on = _list(source)
    if listed_on is None or text_of(row, "type").casefold() in ("vessel", "aircraft"):
        return
    programmes = _list_of(row.get("programs")) or [re.sub(r"\s+-\s.*", "", source)]
    begins, ends = utc_day(text_of(row, "start_date")), utc_day(text_of(row, "end_date"))
    kind: Kind = "person" if text_of(row, "type").casefold() == "individual" else "company"
    told = [f"{label}{text}" for key, label in _TOLD if (text := text_of(row, key))]
    entry = Entry(
        number=text_of(row, "_id"),
        name=text_of(row, "name"),
        kind=kind,
        programmes=[Programme(code, begins, ends) for code in programmes],
        other_names=_list_of(row.get("alt_names")),
        places=_places(row.get("addresses")),
        nationalities=[*_list_of(row.get("nationalities")), *_list_of(row.get("citizenships"))],
        leis=_leis(row.get("ids")),
        url=text_of(row, "source_list_url") or None,
        stated="; ".join(told),
    )
    yield from records(ID, listed_on, entry)


_TOLD = (("federal_register_notice", ""), ("license_requirement", "Licence requirement: "), ("remarks", ""))


def _list(source: str) -> str | None:
    """The id of the list, None for one of Treasury's; ValueError for one that nobody knows."""
    short = next(iter(re.findall(r"\(([^()]+)\)", source)), "").strip().upper()
    short = _NAMES.get(next((name for name in _NAMES if source.casefold().startswith(name)), ""), short)
    if short in LISTS:
        return LISTS[short]
    if short in TREASURY and "Treasury" in source:
        return None
    raise ValueError(f"a list that is not known: {source[:80]!r}")


def _list_of(value: Any) -> list[str]:
    """A list of JSON, or the same as CSV writes it: "one; two"."""
    found = value if isinstance(value, list) else str(value or "").split("; ")
    return [text for one in found if (text := str(one).strip().rstrip(";"))]


def _places(value: Any) -> list[str]:
    if isinstance(value, list):
        return [one["country"] for one in value if isinstance(one, dict) and isinstance(one.get("country"), str)]
    ends = [part.rpartition(",")[2].strip() for part in str(value or "").split(";")]
    return [code for code in ends if re.fullmatch(r"[A-Z]{2}", code)]


def _leis(value: Any) -> list[str]:
    if isinstance(value, list):
        pairs = [(str(one.get("type")), str(one.get("number"))) for one in value if isinstance(one, dict)]
        return [number for name, number in pairs if name.casefold() == "legal entity number"]
    return re.findall(r"Legal Entity Number, ([0-9A-Z]{20})\b", str(value or ""))


SOURCE = restricted_list(
    id=ID,
    title="US Consolidated Screening List: lists of BIS and of the Department of State",
    publisher="International Trade Administration, US Department of Commerce",
    url="https://www.trade.gov/consolidated-screening-list",
    licence="Public domain (US government work)",
    promised_age_days=7,
    files=("consolidated.csv", "consolidated.json", "*csl*.csv", "*csl*.json"),
    read=read,
    lists=tuple(LISTS.values()),
)
