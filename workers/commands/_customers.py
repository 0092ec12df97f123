"""Customer lists: CSV as spreadsheets write it, read row by row into screenings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from pydantic import ValidationError

from service.customer import Screening
from service.identifiers import readings
from workers.commands._context import CommandError
from workers.commands._show import note

SEPARATORS = ",;\t"
COLUMNS = ("customer_ref", "identifier", "name", "country", "address", "number", "domain")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: what stands in it, and the screening it asks for or why it cannot."""

    line: int
    given: dict[str, str]
    request: Screening | None
    error: str | None = None


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """A list as text, stdin for None, with or without a byte order mark. Bytes that are no UTF-8 stay visible."""
    with io.FileIO(0, closefd=False) if path is None else path.open("rb", buffering=0) as stream:
        buffered = io.BufferedReader(stream)
        encoding = _BOMS.get(buffered.peek(2)[:2], "utf-8-sig")
        yield io.TextIOWrapper(buffered, encoding, errors="surrogateescape", newline="")


def rows(text: TextIO, policies: Sequence[str]) -> Iterator[Row]:
    """The lines of a list below its header. Raises CommandError for a file that is no such list."""
    first = text.readline(100_000)
    separator = max(SEPARATORS, key=lambda one: len(_known(_cells(first, one))))
    header = [name.strip().lower() for name in _cells(first, separator)]
    known = _known(header)
    if not known & {"identifier", "name"}:
        raise CommandError(
            "The first line names neither a column identifier nor a column name.",
            hint=f"Columns are {', '.join(COLUMNS)}, separated by comma, semicolon or tab.",
        )
    if len(known) < len([name for name in header if name in COLUMNS]):
        raise CommandError("The first line names a column twice.")
    if unused := [name for name in header if name and name not in COLUMNS]:
        note(f"Columns that are not used: {', '.join(unused[:10])}.")
    return _rows(csv.reader(text, delimiter=separator), header, policies)


def _rows(reader: Any, header: list[str], policies: Sequence[str]) -> Iterator[Row]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CommandError(f"Line {reader.line_num + 1} cannot be read: {error}.") from None
        if any(cell.strip() for cell in cells):
            yield _row(reader.line_num + 1, header, cells, policies)


def _row(line: int, header: list[str], cells: list[str], policies: Sequence[str]) -> Row:
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name in COLUMNS and cell.strip()}
    if len(cells) > len(header):
        return Row(line, given, None, f"{len(cells)} cells where the first line has {len(header)}")
    details: dict[str, object] = {name: value for name, value in given.items() if name != "identifier"}
    if "country" in given:
        details["country"] = given["country"].upper()
    if "identifier" in given:
        written = [part.strip() for part in given["identifier"].split("|") if part.strip()]
        details["identifiers"] = [part if ":" in part else (readings(part) or [part])[0] for part in written]
    try:
        return Row(line, given, Screening.model_validate(details | {"policies": list(policies)}))
    except ValidationError as error:
        first = error.errors()[0]
        where = str(first["loc"][0]) if first["loc"] else ""
        if where == "country":
            return Row(line, given, None, "country: not a two-letter ISO 3166 code such as DE")
        reason = first["msg"].removeprefix("Value error, ")
        return Row(line, given, None, f"{where}: {reason}" if where else reason)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _known(cells: Sequence[str]) -> set[str]:
    return {cell.strip().lower() for cell in cells} & set(COLUMNS)
