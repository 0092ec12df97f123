"""BODS as Open Ownership's zip of CSV tables, put together again to the statements that they were.

There is a table for each kind of statement (``entity_statement.csv``, ``person_statement.csv``, and
``relationship_statement.csv`` in 0.4 or ``ooc_statement.csv`` before it) and one for each list inside
(``ooc_interests.csv``, ``relationship_recordDetails_interests.csv``). A row names its statement in
``_link_<kind>_statement``, which is the ``_link`` of that row; columns are paths joined by "_". All tables of a kind
stand in the order of their statements, so they are read side by side and memory stays that of one statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.reading import Row
from ingest.reading_json import Located
from ingest.reading_zip import Archive, archive
from ingest.records import Refused
from ingest.source import BadFile

_MAIN = re.compile(r"(?i)(?:.*/)?(entity|person|ooc|relationship)_statement\.csv")
_LISTS = ("addresses", "identifiers", "names", "nationalities", "interests")
_BOOLEANS = ("isComponent", "beneficialOwnershipOrControl", "exclusiveMinimum", "exclusiveMaximum")
_TEXTS = ("alternateNames", "replacesStatements", "componentStatementIDs")
# Some copies have their names in lower case.
_NAMES = {
    name.lower(): name
    for name in (
        *_BOOLEANS, *_TEXTS, "statementId", "statementID", "statementType", "statementDate", "recordId", "recordType",
        "recordStatus", "recordDetails", "publicationDetails", "publicationDate", "bodsVersion", "entityType",
        "personType", "incorporatedInJurisdiction", "dissolutionDate", "birthDate", "interestedParty", "fullName",
        "describedByEntityStatement", "describedByPersonStatement", "familyName", "givenName", "patronymicName",
        "placeOfResidence", "unspecifiedEntityDetails", "unspecifiedPersonDetails", "interestLevel", "directOrIndirect",
        "startDate", "endDate",
    )
}  # fmt: skip
_NAMES["statementid"] = "statementID"  # only read where it means something: before 0.4


def statements(path: Path) -> Iterator[Located | Refused]:
    """The statements, entities and persons first. BadFile for an archive of other files or of unordered tables."""
    with archive(path) as found:
        mains = {match[1].lower(): name for name in found.names if (match := _MAIN.fullmatch(name))}
        if not mains:
            listed = ", ".join(found.names[:5])
            raise BadFile(path, "no table of statements in it", hint=f"It holds: {listed[:200]}")
        for kind in ("entity", "person", "ooc", "relationship"):
            if kind in mains:
                yield from _kind(path, found, kind, mains[kind])


def _kind(path: Path, found: Archive, kind: str, main: str) -> Iterator[Located | Refused]:
    link = f"_link_{kind}_statement"
    prefix = main[: -len("statement.csv")].lower()
    children = [
        _Child(path, name, link, steps, found.rows(name, (link,)))
        for name in found.names
        if name.lower().startswith(prefix) and name.lower().endswith(".csv") and name != main
        if (steps := _steps(name[len(prefix) : -4])) and steps[-1] in _LISTS
    ]
    for row in found.rows(main, ("_link",)):
        if isinstance(row, Refused):
            raise BadFile(path, f"{main}: {row.reason}", where=row.where)  # its lists would belong to nobody
        value = _nested(row)
        for child in children:
            if rows := child.of(row["_link"]):
                _put(value, child.steps, [_nested(one) for one in rows])
        yield Located(f"{main} {row.where}", value, json.dumps(value, ensure_ascii=False))
    for child in children:
        child.finish()


class _Child:
    """The rows of a list's table, handed out statement by statement."""

    def __init__(self, path: Path, name: str, link: str, steps: tuple[str, ...], rows: Iterator[Row | Refused]) -> None:
        self.steps, self._path, self._name, self._link, self._rows = steps, path, name, link, rows
        self._next = self._read()

    def of(self, link: str) -> list[Row]:
        rows = []
        while self._next is not None and self._next[self._link] == link:
            rows.append(self._next)
            self._next = self._read()
        return rows

    def finish(self) -> None:
        if self._next is not None:
            reason = f"{self._name}: a row of no statement, or not in the order of the statements"
            raise BadFile(self._path, reason, where=self._next.where)

    def _read(self) -> Row | None:
        row = next(self._rows, None)
        if isinstance(row, Refused):
            raise BadFile(self._path, f"{self._name}: {row.reason}", where=row.where)
        return row


def _steps(text: str) -> tuple[str, ...]:
    return tuple(_NAMES.get(step.lower(), step) for step in text.split("_"))


def _nested(row: Row) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for column, text in row.filled():
        if not column.startswith("_link"):
            steps = _steps(column)
            _put(value, steps, _value(steps[-1], text))
    return value


def _put(value: dict[str, Any], steps: tuple[str, ...], what: Any) -> None:
    for step in steps[:-1]:
        inner = value.setdefault(step, {})
        if not isinstance(inner, dict):
            return  # "interestedParty" names the party: "interestedParty_reason" cannot be beside it
        value = inner
    value[steps[-1]] = what


def _value(name: str, text: str) -> Any:
    if name in _BOOLEANS and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if name == "alternateNames":
        return [] if "," in text else [text]  # a comma may separate two names or stand in one
    if name in _TEXTS:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text
