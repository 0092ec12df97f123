"""The share table of a Form 20-F (Item 6.E or 7.A) as rows: names, counts, percentages of shares and of votes apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from ingest.sources._edgar_filing import long_date
from ingest.sources._exhibit_lines import Cell, Line

_INTRODUCTION = re.compile(r"(?i)table sets? forth.{0,120}\bbeneficial ownership of (?:our|the)\b")
_PAGE = re.compile(r"(?i)table of contents|(?:f-)?\d{1,3}")
_MARK = re.compile(r"\(\s*(\d{1,2})\s*\)|[*†‡+]+")
_TRAILING = re.compile(r"(?:\s*(?:\(\s*\d{1,2}\s*\)|[*†‡]+))+\s*$")
_FOOTNOTE = re.compile(r"^\((\d{1,2})\)\s*")
_END = re.compile(
    r"(?i)^(?:to our knowledge|we are not aware|as of |none of|for options|we have one class|our ordinary shares are"
    r"|item\s+\d|[a-h]\.\s|[a-h]\.$|except for the above)"
)
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
_DASH = re.compile(r"[-—–‐‑]+%?|nil|none", re.I)
_GROUP = re.compile(r"(?i)\bas a group\b")
_BASES = (
    re.compile(
        r"(?i)\b(\d[\d,]{5,}\d) (?:of our )?(?:total )?(?:ordinary|common) shares (?:were )?(?:issued and )?outstanding"
    ),
    re.compile(r"(?i)total number of (?:ordinary|common) shares (?:issued and )?outstanding was (\d[\d,]{5,}\d)"),
)
_ONE_CLASS = re.compile(
    r"(?i)\b(\d[\d,]{5,}\d) class ([a-z]) (?:ordinary|common) shares"
    r" and no class [a-z] (?:ordinary|common) shares? outstanding"
)

_Value = TypeVar("_Value", int, str)


@dataclass(slots=True)
class Holder:
    """One row. Percentages are text as printed. ``people``: it stands among directors and officers."""

    where: str
    name: str
    people: bool
    marks: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    """By class letter; "" is a column of all shares."""
    percents: dict[str, str] = field(default_factory=dict)
    """By class letter; "" is the percentage of all shares, "votes" that of the votes."""
    odd: list[str] = field(default_factory=list)
    """Cells that fit no column."""

    @property
    def total(self) -> int:
        return self.counts.get("") or sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Table:
    """``outstanding``: the shares on which the percentages are based; ``only_class``: the one class that has any."""

    holders: tuple[Holder, ...]
    footnotes: dict[str, str]
    outstanding: Fraction | None
    only_class: str | None
    as_of: date | None


def table_of(lines: list[Line]) -> Table | None:
    """The first table that is introduced as one of beneficial ownership and has holders; None if there is none."""
    for number, line in enumerate(lines):
        if line.table is None and _INTRODUCTION.search(line.text):
            start = next((at for at in range(number, min(number + 30, len(lines))) if _is_header(lines[at])), None)
            if start is None:
                continue
            holders, end = _holders(lines, start)
            if holders:
                before = " ".join(one.text for one in lines[max(0, number - 1) : start])
                footnotes = _footnotes(lines, end)
                outstanding, only_class = _basis(before)
                as_of = long_date(line.text.partition("as of")[2]) or long_date(
                    before.rpartition("outstanding as of")[2]
                )
                return Table(tuple(holders), footnotes, outstanding, only_class, as_of)
    return None


def _is_header(line: Line) -> bool:
    """A row of column titles; not a bullet of the introduction ("each person known to us to own 5% or more")."""
    titles = [cell for cell in line.cells if re.search(r"(?i)beneficially\s+owned|%|percent", cell.text)]
    return (
        line.table is not None
        and len(line.text) < 600
        and any(cell.first > 0 for cell in titles)
        and not (re.match(r"[•●·∙○*-]$", line.cells[0].text))
    )


def _holders(lines: list[Line], start: int) -> tuple[list[Holder], int]:
    """The rows, over page breaks, and the line behind the last of them."""
    header: list[Cell] = []
    found: list[Holder] = []
    people, last, fresh = False, start, True
    for at in range(start, len(lines)):
        line = lines[at]
        if line.table is None:
            if _PAGE.fullmatch(line.text):
                continue
            break
        if _MARK.match(line.cells[0].text) or re.match(r"(?i)notes?:?$", line.cells[0].text):
            break
        last = at + 1
        first, rest = line.cells[0], line.cells[1:]
        if not _figures(rest):
            if not rest and first.first == 0 and not _is_header(line):
                people = _of_people(first.text, people)
                fresh = True
            elif _is_header(line) and not (first.first == 0 and _TRAILING.search(first.text) and found):
                header = list(line.cells) if found and fresh else header + list(line.cells)
                fresh = False
            continue
        fresh = True
        if first.first == 0 and not _GROUP.search(first.text):
            found.append(_row(line, header, people, f"row {len(found) + 1} of the share table"))
    return found, last


def _of_people(text: str, before: bool) -> bool:
    if re.search(r"(?i)shareholders|owners|holders|\d\s*%", text):
        return False
    return before or bool(re.search(r"(?i)directors|officers|management", text))


def _figures(cells: tuple[Cell, ...]) -> bool:
    return any(re.match(r"[\d—–-]|\*$", cell.text) for cell in cells)


def _row(line: Line, header: list[Cell], people: bool, where: str) -> Holder:
    text = line.cells[0].text
    tail = _TRAILING.search(text)
    holder = Holder(where, text[: tail.start()].strip() if tail else text, people)
    holder.marks.update(mark for mark in _MARK.findall(text) if mark)
    for cell in line.cells[1:]:
        holder.marks.update(mark for mark in _MARK.findall(cell.text) if mark)
        value = _MARK.sub("", cell.text).strip()
        if not value or _DASH.fullmatch(value):
            continue
        title = " ".join(one.text for one in header if one.first <= cell.last and cell.first <= one.last).casefold()
        letters = set(re.findall(r"\bclass ([a-z])\b", title))
        column = next(iter(letters)) if len(letters) == 1 else ""
        printed = value.removesuffix("%").strip()
        says_percent = "%" in title or "percent" in title
        if _PERCENT.fullmatch(printed) and (value != printed or "." in printed or says_percent):
            _put(holder.percents, "votes" if "vot" in title else column, printed, holder)
        elif _COUNT.fullmatch(value) and ("," in value or not says_percent) and "vot" not in title:
            _put(holder.counts, column, int(value.replace(",", "")), holder)
        else:
            holder.odd.append(cell.text)
    return holder


def _put(values: dict[str, _Value], column: str, value: _Value, holder: Holder) -> None:
    """Two figures for one column are a table that is not understood."""
    if column in values:
        holder.odd.append(str(value))
    else:
        values[column] = value


def _footnotes(lines: list[Line], start: int) -> dict[str, str]:
    """The numbered notes behind the table, each with its further paragraphs."""
    found: dict[str, str] = {}
    current = ""
    for line in _notes(lines, start):
        match = _FOOTNOTE.match(line)
        if match:
            current = match[1]
            found[current] = line[match.end() :]
        elif current and not _MARK.match(line):
            found[current] = f"{found[current]} {line}".strip()
    return found


def _notes(lines: list[Line], start: int) -> Iterator[str]:
    for line in lines[start : start + 150]:
        if _PAGE.fullmatch(line.text):
            continue
        if _END.match(line.text):
            return
        yield line.text


def _basis(text: str) -> tuple[Fraction | None, str | None]:
    alone = _ONE_CLASS.search(text)
    if alone:
        return Fraction(alone[1].replace(",", "")), alone[2].casefold()
    found = {match.replace(",", "") for pattern in _BASES for match in pattern.findall(text)}
    return (Fraction(found.pop()), None) if len(found) == 1 else (None, None)
