"""Tables of official lists whose first lines or separators are their own: found by the columns that they must have."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.reading import lines
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
    pending: list[str] = []

    def feed() -> Iterator[str]:
        for _, text in lines(path):
            pending.append(text)
            yield text

    reader = csv.reader(feed(), delimiter=separator, strict=True)
    columns: list[str] = []
    head = ""
    while True:
        pending.clear()
        start = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error as wrong:
            raw = "".join(pending)
            if not columns or "unexpected end" in str(wrong) or "field limit" in str(wrong):
                raise BadFile(path, f"not a table: {wrong}", where=f"line {start}") from None
            yield Refused(f"line {start}", f"not a row: {wrong}", raw=head + raw)
            continue
        raw = "".join(pending)
        if not any(value.strip() for value in values):
            continue
        if not columns:
            names = [value.strip().casefold() for value in values]
            if all(name.casefold() in names for name in required):
                columns, head = names, raw
            elif start > _LINES_ABOVE:
                break
        elif len(values) < len(columns) or (len(values) > len(columns) and not surplus):
            if len(values) < len(columns) and not raw.endswith(("\n", "\r")):
                raise BadFile(path, "the last row is cut", where=f"line {start}", hint="Fetch it again.")
            yield Refused(f"line {start}", f"{len(values)} fields instead of {len(columns)}", raw=head + raw)
        else:
            cells = {name: value.strip() for name, value in zip(columns, values, strict=False)}
            yield Line(cells, start, head + raw)
    if not columns:
        raise BadFile(path, f"no header with {', '.join(required)}", hint="Is it this list, in this format?")
