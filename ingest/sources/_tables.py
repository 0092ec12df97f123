"""Tables of official lists whose first lines or separators are their own: found by the columns that they must have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.reading import lines
from ingest.reading_csv import CUT, csv_rows
from ingest.records import Refused
from ingest.source import BadFile

_LINES_ABOVE = 5
"""Lines that may stand above the header: "Report Date: ...", "Last Updated,..."."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``line["Name 6"]`` is its text, stripped; "" where the table has no such column."""

    cells: Mapping[str, str]
    line: int
    raw: str

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column.casefold(), "")

    @property
    def where(self) -> str:
        return f"line {self.line}"


def table(path: Path, separator: str, required: Collection[str], *, surplus: bool = False) -> Iterator[Line | Refused]:
    """The filled rows below the header, whose columns go by name in any case. BadFile where there is no such header.

    ``surplus``: rows may have cells beyond the last column; what is in them is dropped.
    """
    columns: list[str] = []
    head = ""
    for row in csv_rows(path, lines(path), separator):
        if row.wrong:
            if not columns:
                raise BadFile(path, f"not a table: {row.wrong}", where=row.where)
            yield Refused(row.where, f"not a row: {row.wrong}", raw=head + row.raw)
        elif not any(value.strip() for value in row.values):
            continue
        elif not columns:
            names = [value.strip().casefold() for value in row.values]
            if all(name.casefold() in names for name in required):
                columns, head = names, row.raw
            elif row.line > _LINES_ABOVE:
                break
        elif len(row.values) < len(columns) or (len(row.values) > len(columns) and not surplus):
            if len(row.values) < len(columns) and not row.raw.endswith(("\n", "\r")):
                raise BadFile(path, "the last row is cut", where=row.where, hint=CUT)
            yield Refused(row.where, f"{len(row.values)} fields instead of {len(columns)}", raw=head + row.raw)
        else:
            cells = {name: value.strip() for name, value in zip(columns, row.values, strict=False)}
            yield Line(cells, row.line, head + row.raw)
    if not columns:
        raise BadFile(path, f"no header with {', '.join(required)}", hint="Is it this list, in this format?")
