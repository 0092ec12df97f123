"""Tables as spreadsheets save them: decoded, their separator found, their columns known by many names.

What a spreadsheet does to a file is told apart from what its author meant: a workbook is refused with what to do,
UTF-16 ("Unicode text") is decoded, a line "sep=;" is obeyed, trailing separators and trailing cells that the
spreadsheet left out are let pass. A column that nobody knows refuses the file: a misspelt "valid_untill" that was
skipped would make an ended holding a present one.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ingest.reading import MAX_LINE, lines, opened
from ingest.reading_csv import csv_rows
from ingest.records import Refused
from ingest.source import BadFile

MOST_ROWS = 1_048_576
"""Rows of the largest sheet. A longer file is no sheet, and what is kept per row would grow without end."""
SEPARATORS = (",", ";", "\t")
_SAVE = "In the spreadsheet: File, Save As, 'CSV UTF-8'."
_ERRORS = ("#ref!", "#n/a", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!", "##")
# Besides control characters those that turn the direction of what follows: a name must be what it looks like.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; ``row[role]`` is a cell's text with its spaces made single, "" where the sheet has no such column."""

    cells: Mapping[str, str]
    columns: Sequence[str]
    values: Sequence[str]
    line: int
    raw: str
    separator: str

    def __getitem__(self, role: str) -> str:
        return self.cells.get(role, "")

    def right_of(self, role: str) -> str:
        """What stands in the next cell, whatever its column."""
        at = self.columns.index(role) + 1
        return self.values[at].strip() if at < len(self.values) else ""

    @property
    def where(self) -> str:
        return f"line {self.line}"


def sheet(path: Path, roles: Mapping[str, Collection[str]], required: Collection[str]) -> Iterator[SheetRow | Refused]:
    """The filled rows below the header. ``roles``: the names by which each column goes, any case and punctuation."""
    with closing(_lines(path)) as numbered:
        yield from _rows(path, numbered, roles, required)


def _rows(
    path: Path, numbered: Iterator[tuple[int, str]], roles: Mapping[str, Collection[str]], required: Collection[str]
) -> Iterator[SheetRow | Refused]:
    start, header, said = _header(path, numbered)
    separator, columns = _columns(path, header, said, roles, required)
    for row in csv_rows(path, numbered, separator, above=start):
        if row.wrong:
            yield Refused(row.where, f"not a row: {row.wrong}", raw=header + row.raw)
        elif row.line > MOST_ROWS:
            raise BadFile(path, f"more than {MOST_ROWS} rows", hint="That is no sheet. Split the file.")
        elif not any(value.strip() for value in row.values):
            continue
        elif reason := _fault(row.values, columns, row.raw):
            yield Refused(row.where, reason, raw=header + row.raw)
        else:
            yield SheetRow(_cells(columns, row.values), columns, row.values, row.line, header + row.raw, separator)


def _cells(columns: list[str], values: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for role, value in zip(columns, values, strict=False):
        if role and (text := " ".join(value.split())):
            cells[role] = f"{cells[role]}; {text}" if role in cells else text
    return cells


def _fault(values: list[str], columns: list[str], raw: str) -> str | None:
    if any(value.strip() for value in values[len(columns) :]):
        return f"{len(values)} cells under {len(columns)} columns (a separator inside a cell needs quotes)"
    if len(values) < len(columns) and not raw.endswith(("\n", "\r")):
        return f"the last row has {len(values)} of {len(columns)} cells: is the file cut?"
    for value in values:
        cell = value.strip()
        if cell.startswith(("=", "+", "-", "@")):
            return f"a formula, or text that a spreadsheet would run as one: {cell[:40]!r}"
        if cell.casefold().startswith(_ERRORS):
            return f"a spreadsheet's error: {cell[:20]!r}"
        if _UNSEEN.search(cell):
            return f"a control character: {cell[:40]!r}"
    return None


def _header(path: Path, numbered: Iterator[tuple[int, str]]) -> tuple[int, str, str]:
    """The number and text of the header line, and the separator that a line "sep=" before it names."""
    said = ""
    for number, text in numbered:
        match = re.fullmatch(r'"?sep=(.)"?\s*', text, re.IGNORECASE)
        if match and not said:
            said = match[1]
        elif text.strip(" \t,;\r\n"):
            return number, text, said
    raise BadFile(path, "empty: not even a header")


def _columns(
    path: Path, header: str, said: str, roles: Mapping[str, Collection[str]], required: Collection[str]
) -> tuple[str, list[str]]:
    """The separator and each column's role, "" where there is nothing."""
    names = {_plain(name): role for role, known in roles.items() for name in (role, *known)}
    best: tuple[int, str, list[str]] = (-1, ",", [])
    for separator in (said,) if said else SEPARATORS:
        try:
            titles = next(csv.reader([header], delimiter=separator, strict=True))
        except (csv.Error, TypeError) as wrong:
            raise BadFile(
                path, f"no header: {wrong}", where="line 1", hint="The first line names the columns."
            ) from None
        known = sum(_plain(title) in names for title in titles)
        best = max(best, (known, separator, titles), key=lambda found: found[0])
    _, separator, titles = best
    while titles and not titles[-1].strip():
        titles.pop()
    columns: list[str] = []
    for title in titles:
        name = _plain(title)
        role = "note" if name.startswith("note ") else names.get(name, "")
        if title.strip() and not role:
            near = get_close_matches(name, names, n=1, cutoff=0.6)
            hint = f"Is it {names[near[0]]}? " if near else ""
            hint += "Name the columns as the template does; one that begins with 'note' is kept as a note."
            raise BadFile(path, f"unknown column {title.strip()[:40]!r}", where="line 1", hint=hint)
        if role and role in columns and role != "note":
            raise BadFile(path, f"two columns for {role}: one is {title.strip()[:40]!r}", where="line 1")
        columns.append(role)
    if missing := [role for role in required if role not in columns]:
        hint = f"It begins: {header.strip()[:100]!r}. The separator is a comma, a semicolon or a tab."
        raise BadFile(path, f"missing column: {', '.join(missing)}", where="line 1", hint=hint)
    return separator, columns


def _plain(title: str) -> str:
    """ "Holder_ID (LEI)" is "holder id lei"; the percent sign stays."""
    return " ".join(re.sub(r"[^\w%]|_", " ", title.casefold().replace("%", " % ")).split())


def _lines(path: Path) -> Generator[tuple[int, str]]:
    if str(path) == "-":
        yield from lines(path)
        return
    _no_workbook(path)
    with opened(path) as stream:
        mark = stream.read(2)
    if mark in (b"\xff\xfe", b"\xfe\xff"):
        yield from _utf16(path)
        return
    try:
        yield from lines(path)
    except BadFile as wrong:
        raise BadFile(
            path, wrong.reason, where=wrong.where, hint=_SAVE if "not UTF-8" in wrong.reason else wrong.hint
        ) from None


def _utf16(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of what a spreadsheet calls "Unicode text"."""
    with opened(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-16", newline="")
        number = 0
        try:
            while line := text.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise BadFile(path, f"a line of more than {MAX_LINE} characters", where=f"line {number}")
                if "\0" in line:
                    raise BadFile(path, "not text: a NUL", where=f"line {number}")
                yield number, line
        except UnicodeError as wrong:
            raise BadFile(path, f"not UTF-16: {wrong}", where=f"after line {number}", hint=_SAVE) from None


def _no_workbook(path: Path) -> None:
    """Raises BadFile for .xlsx, .ods (zips of many parts) and .xls."""
    try:
        with path.open("rb") as file:
            begins = file.read(8)
            parts = set(zipfile.ZipFile(file).namelist()) if begins.startswith(b"PK") else set()
    except (OSError, zipfile.BadZipFile):
        return  # what is wrong with it is said where it is opened
    if begins == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or parts & {"[Content_Types].xml", "mimetype"}:
        raise BadFile(path, "a workbook, not a CSV file", hint=f"{_SAVE} One sheet, one file.")
