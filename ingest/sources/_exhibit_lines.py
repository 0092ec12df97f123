"""An exhibit's HTML as lines of cells: what a reader's eye sees, row by row. Nothing is interpreted here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

MOST_LINES = 50_000
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "center",
        "blockquote",
        "dd",
        "dt",
        "pre",
        "ul",
        "ol",
        "dl",
        "body",
        "hr",
        "td",
        "th",
        "tr",
        "table",
    ]
)
_SPACE = re.compile(r"\s+")
_PERCENT_SIGN = re.compile(r"\)?\s*%\s*(?:\(\w{1,3}\)|\*+)?")
_FOOTNOTE_MARK = re.compile(r"(?:\(\d{1,2}\)|[*†‡#^]+)")


class TooLong(ValueError):
    """More lines than any list of subsidiaries has."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``first`` and ``last`` are grid columns (inclusive), colspans counted; ``parts`` its paragraphs if several."""

    text: str
    first: int
    last: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A table row without its empty cells, or a paragraph (one cell, ``table`` None)."""

    cells: tuple[Cell, ...]
    table: int | None

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


def lines_of(markup: str) -> list[Line]:
    """The non-empty lines in document order. Raises TooLong; broken markup is repaired as browsers do."""
    root = lxml_html.document_fromstring(markup or "<p>")
    for skipped in [node for node in root.iter() if node.tag in ("script", "style", "title", etree.Comment)]:
        _blank(skipped)
    found: list[Line] = []
    all_tables = list(root.iter("table"))  # held, because lxml's ids are only as old as their proxies
    tables = {id(table): number for number, table in enumerate(all_tables)}
    for element in root.iter():
        if len(found) > MOST_LINES:
            raise TooLong(f"more than {MOST_LINES} lines")
        tag = element.tag
        if tag == "tr" and element.find(".//table") is None:
            found.extend(_rows(element, tables.get(id(next(element.iterancestors("table"), None)))))
        elif (tag in _BLOCKS and tag not in ("tr", "table", "td", "th") and not _in_plain_row(element)) or (
            tag in ("td", "th") and element.find(".//table") is not None
        ):
            found.extend(_paragraphs(element))
    return found


def _in_plain_row(element: Any) -> bool:
    row = next(element.iterancestors("tr"), None)
    return row is not None and row.find(".//table") is None


def _blank(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        tail = element.tail or ""
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)


def _paragraphs(element: Any) -> Iterator[Line]:
    """The element's own text, cut at nested blocks and line breaks."""
    for text in _texts(element, inside_blocks=False):
        yield Line((Cell(text, 0, 0),), None)


def _texts(element: Any, *, inside_blocks: bool) -> list[str]:
    pieces: list[str] = []

    def walk(node: Any, top: bool) -> None:
        if not isinstance(node.tag, str):
            return
        block = node.tag in _BLOCKS
        if block and not top and not inside_blocks:
            pieces.append("\n")
            return
        if node.tag == "br" or (block and not top):
            pieces.append("\n")
        text = node.text or ""
        if node.tag == "sup" and re.fullmatch(r"\s*\d{1,2}\s*", text):
            text = f"({text.strip()})"
        pieces.append(text.replace("\n", " "))
        for child in node:
            walk(child, False)
            pieces.append((child.tail or "").replace("\n", " "))
        if block and not top:
            pieces.append("\n")

    walk(element, True)
    cleaned = (clean("".join(piece)) for piece in "".join(pieces).split("\n"))
    return [text for text in cleaned if text]


def clean(text: str) -> str:
    """Spaces folded; invisible characters dropped; letters untouched."""
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zs") else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Co"))
    return re.sub(r"\(\((\d{1,2})\)\)", r"(\1)", _SPACE.sub(" ", text).strip())


def _rows(row: Any, table: int | None) -> Iterator[Line]:
    cells: list[tuple[list[str], int, int]] = []
    column = 0
    for element in row:
        if element.tag not in ("td", "th"):
            continue
        width = _span(element.get("colspan"))
        texts = _texts(element, inside_blocks=True)
        if texts:
            cells.append((texts, column, column + width - 1))
        column += width
    counts = {len(texts) for texts, _, _ in cells}
    # Several companies typed into one row, their places in the same order beside them
    split = len(cells) > 1 and len(counts) == 1 and counts.pop() > 1
    for number in range(len(cells[0][0]) if split else 1 if cells else 0):
        joined = [
            Cell(texts[number], first, last)
            if split
            else Cell(" ".join(texts), first, last, tuple(texts) if len(texts) > 1 else ())
            for texts, first, last in cells
        ]
        yield Line(tuple(_merged(joined)), table)


def _span(text: str | None) -> int:
    return min(int(text), 200) if text and text.isascii() and text.isdigit() and int(text) > 0 else 1


def _merged(cells: list[Cell]) -> list[Cell]:
    """A percent sign or a footnote mark in a cell of its own belongs to the cell before it."""
    merged: list[Cell] = []
    for cell in cells:
        if merged and (
            _PERCENT_SIGN.fullmatch(cell.text) or (_FOOTNOTE_MARK.fullmatch(cell.text) and len(merged[-1].text) > 4)
        ):
            before = merged.pop()
            merged.append(Cell(f"{before.text}{cell.text}", before.first, cell.last))
        else:
            merged.append(cell)
    return merged


def text_of_document(markup: str) -> str:
    """The exhibit inside EDGAR's SGML wrapper, or all of it where there is none."""
    _, found, rest = markup.partition("<TEXT>")
    return rest.rpartition("</TEXT>")[0] or rest if found else markup
