"""UK Companies House, the companies themselves: the monthly CSV, the company stream, and profiles of the API.

Read: BasicCompanyDataAsOneFile and its parts (CSV; product 217 is the same table), events of the company stream
(``{resource_uri, data, event}``, in any order), profiles (one, lines, or an array) and the profile of a PSC bundle.
Not read: the fixed-width products 101, 183 and 216, and the register's internal profile deltas, whose status and type
are codes that it does not publish; a deletion of that feed is understood.

The CSV says what is registered now. Dissolved companies drop out of it: absence says nothing here, only ``--snapshot``.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from ingest.identifiers import gb_coh
from ingest.reading import Row, opened, rows
from ingest.reading_json import objects
from ingest.records import Closed, Identifier, Position, Record, Refused
from ingest.source import Asserts, BadFile, Source
from ingest.sources._psc_delta import moment
from ingest.sources._psc_stream import event, is_event, timepoint
from ingest.sources._uk_profile import Profile, of_api, records, text

_NAME, _NUMBER, _STATUS, _ORIGIN = "CompanyName", "CompanyNumber", "CompanyStatus", "CountryOfOrigin"
_DISSOLVED, _COUNTRY = "DissolutionDate", "RegAddress.Country"
_REQUIRED = (_NAME, _NUMBER, _STATUS, _ORIGIN, _DISSOLVED, _COUNTRY)
_FORMER = tuple(f"PreviousName_{number}.CompanyName" for number in range(1, 11))
_PROFILE = re.compile(r"/company/[^/]+/?")
_FIXED = re.compile(r"(?:AAAAAAAA|DDDDSNAP)\d{4}")


def read(path: Path) -> Iterator[Record]:
    """Companies, branches and closures, in the order of the file; then a stream's ``Position``."""
    start = _start(path)
    if _FIXED.match(start):
        hint = "Use the CSV (BasicCompanyData, product 217) or the stream."
        raise BadFile(path, "a fixed-width product (101, 183 or 216)", where="line 1", hint=hint)
    return _profiles(path) if start.lstrip()[:1] in ("{", "[") else _table(path)


def _start(path: Path) -> str:
    if str(path) == "-":
        return cast(io.BufferedReader, sys.stdin.buffer).peek(64)[:64].decode("utf-8", "replace")
    with opened(path) as file:
        return file.read(64).decode("utf-8", "replace").removeprefix("\ufeff")


def _table(path: Path) -> Iterator[Record]:
    for row in rows(path, _REQUIRED):
        if isinstance(row, Refused):
            yield row
            continue
        try:
            yield from records(_of_row(row))
        except ValueError as wrong:
            yield Refused(row.where, str(wrong), record=row[_NUMBER][:40] or None, raw=row.raw)


def _of_row(row: Row) -> Profile:
    if not row[_NAME]:
        raise ValueError("a company without a name")
    return Profile(
        number=_number(row[_NUMBER]),
        name=row[_NAME],
        status=row[_STATUS],
        ended=_day(row[_DISSOLVED]),
        former=tuple(name for column in _FORMER if (name := row[column])),
        origin=row[_ORIGIN],
        address_country=row[_COUNTRY],
    )


def _profiles(path: Path) -> Iterator[Record]:
    last: int | None = None
    for at, found in enumerate(objects(path)):
        if isinstance(found, Refused):
            yield found
            continue
        known = _understood(found.value)
        if known is None:
            keys = ", ".join(list(found.value)[:6])[:120]
            if not at:
                hint = "Expected profiles, events of the company stream or the CSV."
                raise BadFile(path, f"no profile of a company: keys {keys}", where=found.where, hint=hint)
            yield Refused(found.where, f"no profile of a company: keys {keys}", raw=found.raw)
            continue
        if _is_own(found.value) and (point := timepoint(found.value)) is not None:
            last = point if last is None else max(last, point)
        try:
            yield from list(_one(found.value, known))
        except ValueError as wrong:
            yield Refused(found.where, str(wrong), record=text(known, "company_number") or None, raw=found.raw)
    if last is not None:
        yield Position(str(last))


def _understood(value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The profile in ``value`` (the deletion itself); None where there is none."""
    if is_event(value):
        data = value.get("data")
        return data if isinstance(data, dict) else {}
    for inner in (value.get("profile"), value.get("data"), value):
        if isinstance(inner, dict) and "company_name" in inner and not {"internal_id", "CreatedTime"} & inner.keys():
            return inner
    if value.get("action") == "DELETE" and "company_number" in value and "internal_id" not in value:
        return value
    return None


def _is_own(value: Mapping[str, Any]) -> bool:
    return is_event(value) and _PROFILE.fullmatch(str(value["resource_uri"])) is not None


def _one(value: Mapping[str, Any], profile: Mapping[str, Any]) -> Iterator[Record]:
    if is_event(value):
        if not _is_own(value):
            raise ValueError(f"no event of the company stream: {str(value['resource_uri'])[:80]!r}")
        said = event(value)
        number = _number(said.company)
        if said.deleted:
            yield from _withdrawn(number, said.published, said.timepoint)
        else:
            yield from records(of_api(number, profile, said.published, said.timepoint))
    elif value.get("action") == "DELETE":
        yield from _withdrawn(_number(text(value, "company_number")), *moment(text(value, "delta_at")))
    else:
        yield from records(of_api(_number(text(profile, "company_number") or text(value, "company_number")), profile))


def _withdrawn(number: Identifier, published: date | None, version: int) -> Iterator[Record]:
    yield Closed(number.value, party=True, published=published, version=version)
    if number.value.startswith("BR"):
        yield Closed(f"{number.value}/branch", published=published, version=version)


def _number(words: str) -> Identifier:
    number = gb_coh(words)
    if number is None:
        raise ValueError(f"not a company number: {words[:40]!r}")
    return number


def _day(words: str) -> date | None:
    """ "09/11/2023" is the ninth of November."""
    if not words:
        return None
    try:
        return datetime.strptime(words, "%d/%m/%Y").date()  # noqa: DTZ007 - a day of the register, no moment
    except ValueError:
        raise ValueError(f"not a date (DD/MM/YYYY): {words[:40]!r}") from None


SOURCE = Source(
    id="uk_companies",
    title="UK register of companies",
    publisher="Companies House",
    url="https://download.companieshouse.gov.uk/en_output.html",
    licence="OGL-UK-3.0",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=45,
    files=(
        "BasicCompanyData*.csv*", "BasicCompanyData*.zip", "*Prod217*.csv*", "*company*stream*.json*",
        "*company-profile*.json*",
    ),
    read=read,
    asserts=Asserts(fill={"name": 100}),
)  # fmt: skip
