"""GLEIF's records under the column names of its golden-copy CSV, whatever form they come in. One meaning for all forms.

Forms: the golden copy as CSV; as XML, full, delta or concatenated, of any namespace; as JSON, whose leaves are
``{"$": value}``, in a list under "records", "relations" or "exceptions" or a line each; and the documents of GLEIF's
API, one record or a page of them. Which it is, is seen from the file's first sign and each object's own fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from ingest import reading
from ingest.reading import utc_day
from ingest.reading_json import Located, listed
from ingest.reading_xml import elements
from ingest.records import Refused
from ingest.source import BadFile

_LISTS = ("records", "relations", "exceptions")
# Where CSV's names differ from those of the schema, which XML and JSON share. "*" is a number.
_SCHEMA: Mapping[str, str] = {
    "Relationship.Period.*.startDate": "Relationship.RelationshipPeriods.RelationshipPeriod.*.StartDate",
    "Relationship.Period.*.endDate": "Relationship.RelationshipPeriods.RelationshipPeriod.*.EndDate",
    "Relationship.Period.*.periodType": "Relationship.RelationshipPeriods.RelationshipPeriod.*.PeriodType",
    "Exception.Category": "ExceptionCategory",
    "Exception.Reason.*": "ExceptionReason.*",
    "Exception.Reference.*": "ExceptionReference.*",
    "Entity.LegalEntityEvents.LegalEntityEvent.*.event_status": (
        "Entity.LegalEntityEvents.LegalEntityEvent.*.@event_status"
    ),
}
_API: Mapping[str, str] = {
    "LEI": "lei",
    "Entity.LegalName": "entity.legalName.name",
    "Entity.OtherEntityNames.OtherEntityName.*": "entity.otherNames.*.name",
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.*": "entity.transliteratedOtherNames.*.name",
    "Entity.LegalAddress.City": "entity.legalAddress.city",
    "Entity.LegalAddress.Region": "entity.legalAddress.region",
    "Entity.LegalAddress.Country": "entity.legalAddress.country",
    "Entity.HeadquartersAddress.City": "entity.headquartersAddress.city",
    "Entity.HeadquartersAddress.Region": "entity.headquartersAddress.region",
    "Entity.HeadquartersAddress.Country": "entity.headquartersAddress.country",
    "Entity.RegistrationAuthority.RegistrationAuthorityID": "entity.registeredAt.id",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "entity.registeredAs",
    "Entity.LegalJurisdiction": "entity.jurisdiction",
    "Entity.EntityCategory": "entity.category",
    "Entity.EntityStatus": "entity.status",
    "Entity.EntityExpirationDate": "entity.expiration.date",
    "Entity.SuccessorEntity.*.SuccessorLEI": "entity.successorEntities.*.lei",
    "Entity.SuccessorEntity.*.SuccessorEntityName": "entity.successorEntities.*.name",
    "Relationship.StartNode.NodeID": "relationship.startNode.id",
    "Relationship.EndNode.NodeID": "relationship.endNode.id",
    "Relationship.RelationshipType": "relationship.type",
    "Relationship.RelationshipStatus": "relationship.status",
    "Relationship.Period.*.startDate": "relationship.periods.*.startDate",
    "Relationship.Period.*.endDate": "relationship.periods.*.endDate",
    "Relationship.Period.*.periodType": "relationship.periods.*.type",
    "Registration.RegistrationStatus": "registration.status",
    "Registration.LastUpdateDate": "registration.lastUpdateDate",
    "Exception.Category": "category",
    "Exception.Reason.*": "reason",
    "Exception.Reference.*": "reference",
}
_DELETED = "Extension.Deletion.DeletedAt"
_UPDATES = range(1990, 2101)


class Row(Protocol):
    """One record. ``row["Entity.LegalName"]`` is its text, stripped; "" where it does not say."""

    def __getitem__(self, column: str) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def raw(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One of GLEIF's data sets: its XML element, a field of each record, its API's type, the columns that CSV needs."""

    element: str
    field: str
    api: str
    columns: tuple[str, ...]


LEVEL1 = Kind("LEIRecord", "Entity", "lei-records", ("LEI", "Entity.LegalName", "Entity.LegalAddress.Country"))
RELATIONSHIPS = Kind(
    "RelationshipRecord",
    "Relationship",
    "relationship-records",
    (
        "Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType",
        "Relationship.RelationshipStatus", "Registration.RegistrationStatus",
    ),
)  # fmt: skip
EXCEPTIONS = Kind(
    "Exception", "ExceptionCategory", "reporting-exceptions", ("LEI", "Exception.Category", "Exception.Reason.1")
)


def rows(path: Path, kind: Kind) -> Iterator[Row | Refused]:
    """The records of a file in its order. BadFile for one that holds none of this kind, though it says it has some."""
    sign = reading.opening(path)
    if sign == "<":
        yield from _xml(path, kind)
    elif sign in ("{", "["):
        yield from _json(path, kind)
    else:
        yield from reading.rows(path, kind.columns)


def deleted(row: Row) -> tuple[date, int] | None:
    """When GLEIF took the record out, as a day and in epoch seconds; None if it did not. ValueError for no time."""
    stated = row[_DELETED]
    return _moment(stated) if stated else None


def updated(row: Row) -> tuple[date | None, int]:
    """The record's last update as a UTC day and in epoch seconds: (None, 0) unsaid. ValueError for no time."""
    stated = row["Registration.LastUpdateDate"]
    return _moment(stated) if stated else (None, 0)


def _moment(stated: str) -> tuple[date, int]:
    day = utc_day(stated)
    if day is None or day.year not in _UPDATES:  # a slip of the year 9999 would outdate every later update
        raise ValueError(f"not the time of an update: {stated[:40]!r}")
    moment = datetime.fromisoformat(stated)
    return day, int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


class _Tree:
    """A record of nested fields, read by the names of columns."""

    __slots__ = ("_api", "_tree", "_unread", "where")

    def __init__(self, tree: Any, where: str, unread: Any, *, api: bool = False) -> None:
        self._tree, self.where, self._unread, self._api = tree, where, unread, api

    def __getitem__(self, column: str) -> str:
        found = self._tree
        for step in _steps(column, self._api):
            if isinstance(step, int):
                several = found if isinstance(found, list) else [] if found is None else [found]
                found = several[step] if step < len(several) else None
            else:
                found = (found[0] if found else None) if isinstance(found, list) else found
                found = found.get(step) if isinstance(found, dict) else None
            if found is None:
                return ""
        if isinstance(found, list):
            found = found[0] if found else None
        if isinstance(found, dict):
            found = found.get("$")
        return found.strip() if isinstance(found, str) else str(found) if isinstance(found, int) else ""

    @property
    def raw(self) -> str:
        return self._unread if isinstance(self._unread, str) else str(self._unread.raw)


@lru_cache(maxsize=1024)
def _steps(column: str, api: bool) -> tuple[str | int, ...]:
    number = re.search(r"\.(\d+)(?=\.|$)", column)
    pattern = column if number is None else f"{column[: number.start()]}.*{column[number.end() :]}"
    path = (_API.get(pattern, "-") if api else _SCHEMA.get(pattern, pattern)).split(".")
    at = int(number[1]) - 1 if number else 0
    if number and "*" not in path and at:
        return ("-",)  # the API says this once
    return tuple(at if step == "*" else step for step in path)


def _xml(path: Path, kind: Kind) -> Iterator[Row]:
    found, announced = 0, ""
    for node in elements(path, kind.element, "RecordCount"):
        if node.name == "RecordCount":
            announced = node.text
            continue
        found += 1
        yield _Tree(node.tree(without=("Geocoding",)), node.where, node)
    if not found and announced != "0":
        raise BadFile(path, f"it has no {kind.element}", hint="Is it another of GLEIF's files?")


def _json(path: Path, kind: Kind) -> Iterator[Row | Refused]:
    first = True
    for one in listed(path, _LISTS):
        if isinstance(one, Refused):
            yield one
            continue
        value, key = one.value, next(iter(one.value), "")
        if "data" in value or "attributes" in value:
            yield from _documents(path, one, kind)
        elif key in _LISTS and isinstance(value[key], list):  # of standard input, which is not read twice
            for number, inner in enumerate(value[key], 1):
                raw = json.dumps(inner, ensure_ascii=False)
                yield _record(path, inner, f"{one.where}, record {number}", raw, kind, first=first and number == 1)
        else:
            yield _record(path, value, one.where, one.raw, kind, first=first)
        first = False


def _documents(path: Path, one: Located, kind: Kind) -> Iterator[Row | Refused]:
    data = one.value.get("data", one.value)
    for number, document in enumerate(data if isinstance(data, list) else [data], 1):
        where = f"{one.where}, record {number}"
        raw = json.dumps(document, ensure_ascii=False)
        if not isinstance(document, dict) or not isinstance(document.get("attributes"), dict):
            yield Refused(where, "a document without attributes", raw=raw)
            continue
        if document.get("type") != kind.api:
            raise BadFile(path, f"it holds {str(document.get('type'))[:40]!r}, not {kind.api}", where=where)
        yield _Tree(document["attributes"], where, raw, api=True)


def _record(path: Path, value: Any, where: str, raw: str, kind: Kind, *, first: bool) -> Row | Refused:
    if isinstance(value, dict) and isinstance(inner := value.get(kind.element), dict):
        value = inner
    if not isinstance(value, dict):
        return Refused(where, "not a JSON object", raw=raw)
    if first and kind.field not in value:
        raise BadFile(path, "not GLEIF's records of this kind", where=where, hint="Is it another of its files?")
    return _Tree(value, where, raw)
