"""OpenSanctions, targets.simple.csv: one row a sanctioned party, its values joined by semicolons.

What is decided here:
- ``dataset`` holds the titles of the data sets that name the party (their ids are understood too). Those that are a
  list of ours make a listing; of the US Consolidated Screening List its programme says which of its lists it is. The
  UK list does not say here whether it freezes assets: it counts as the list of other measures. Any other data set is a
  notice in its own words that no policy can name.
- ``identifiers`` are numbers without their registers: only an LEI whose check digits hold joins, and, of a company tied
  to Russia alone, its state registration number. ``countries`` are ties of any kind and no seats.
- ``first_seen`` is when OpenSanctions first saw the party, not when it was listed: no beginning is said.
- Vessels, aircraft, wallets and securities are things and left out.
- One load is all that is said now (``Source.whole``): who is in none of its files is off the lists. Tables of several
  data sets are loaded together, or the collection that holds them all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.reading import Row, rows
from ingest.records import Identifier, NoticeRecord, Record, Refused
from ingest.source import Asserts, Source
from ingest.sources._ftm_lists import LISTS, TITLES, of_sanction
from ingest.sources._ftm_parties import KINDS, party
from ingest.sources._ftm_values import moment

ID = "opensanctions_targets"
_REQUIRED = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "dataset",
    "first_seen", "last_seen",
)  # fmt: skip
_THINGS = ("Vessel", "Airplane", "CryptoWallet", "Security", "Vehicle", "Asset", "Address", "RealEstate")
_LONGEST_STATED = 500


def read(path: Path) -> Iterator[Record]:
    """Parties and one notice for each list that names them."""
    for row in rows(path, _REQUIRED):
        if isinstance(row, Refused):
            yield row
            continue
        if row["schema"] in _THINGS:
            continue
        try:
            yield from list(_target(row))
        except (ValueError, csv.Error) as wrong:
            yield Refused(row.where, str(wrong), record=row["id"][:200] or None, raw=row.raw)


def _target(row: Row) -> Iterator[Record]:
    schema, name, datasets = row["schema"], row["name"], _several(row["dataset"])
    if schema not in KINDS:
        raise ValueError(f"unknown schema {schema[:40]!r}")
    if not row["id"] or not datasets:
        raise ValueError("a row without an id" if datasets else "a row without a data set")
    own, numbers = Identifier(ID, row["id"]), _several(row["identifiers"])
    countries = _several(row["countries"])
    entity: dict[str, Any] = {
        "schema": schema,
        "caption": name,
        "properties": {
            "name": [name],
            "alias": _several(row["aliases"]),
            "birthDate": _several(row["birth_date"]),
            "address": _several(row["addresses"]),
            "country": countries,
            "leiCode": numbers,
            "ogrnCode": [one for one in numbers if one[:1] in "15" and countries == ["ru"]],
        },
    }
    published, version = moment(row["last_change"] or row["first_seen"])
    when: dict[str, Any] = {
        "published": published,
        "version": version,
        "url": f"https://www.opensanctions.org/entities/{row['id']}/",
    }
    yield party(entity, own, **when)
    sanctions = _several(row["sanctions"], strict=False)
    stated = "; ".join((*datasets, *sanctions))[:_LONGEST_STATED]
    for code, listed_on in sorted(_listings(datasets, [*_several(row["program_ids"]), *sanctions])):
        yield NoticeRecord(
            record=f"{row['id']}#{listed_on or code}"[:900],
            subject=own,
            code=code[:200],
            stated=stated,
            listed_on=listed_on or None,
            **when,
        )


def _listings(datasets: list[str], programmes: list[str]) -> Iterator[tuple[str, str]]:
    """(data set, list or "") of each."""
    for title in dict.fromkeys(datasets):
        dataset = TITLES.get(title, title)
        lists = of_sanction([dataset], programmes, ())
        yield from ((title, name) for name in lists or {""})


def _several(cell: str, *, strict: bool = True) -> list[str]:
    """The values of a cell; one that holds a semicolon stands in quotes. csv.Error for quotes that do not match."""
    values = next(csv.reader([cell.replace("\n", " ")], delimiter=";", strict=strict), [])
    return [value.strip() for value in values if value.strip()]


SOURCE = Source(
    id=ID,
    title="OpenSanctions targets",
    publisher="OpenSanctions",
    url="https://www.opensanctions.org/docs/bulk/csv/",
    licence="CC-BY-NC-4.0 (businesses need OpenSanctions' data licence)",
    grade="B",
    rank=5,
    figures="none",
    promised_age_days=7,
    files=("*targets.simple*.csv*",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100}),
    lists=LISTS,
    whole=True,
)
