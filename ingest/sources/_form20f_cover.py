"""The cover of a Form 20-F: who files, where it is incorporated and where its principal executive offices are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.jurisdictions import jurisdiction
from ingest.sources._edgar_filing import above, long_date
from ingest.sources._exhibit_lines import Line

_DEEP = 200
"""Lines of a document among which its cover is looked for."""
_INCORPORATED = re.compile(r"(?i)\(\s*jurisdiction of (?:incorporation|organi[sz]ation)")
_ADDRESS = re.compile(r"(?i)\(\s*address of (?:its )?principal executive offices?")
_IS_20F = re.compile(r"(?i)\bform\s*20-?\s?f\b")


@dataclass(frozen=True, slots=True)
class Cover:
    """Places are ISO codes; None where the words name none for certain. ``signed``: the day beside the signature."""

    name: str
    incorporated: str | None
    incorporated_stated: str
    offices: str | None
    offices_stated: str
    signed: date | None


def cover_of(lines: list[Line]) -> Cover | None:
    """None for what is no 20-F."""
    head = list(_split(lines[:_DEEP]))
    name = above(head, "exact name of registrant")
    if not name or not _IS_20F.search(" ".join(head)):
        return None
    incorporated = above(head, "jurisdiction of incorporation") or above(head, "jurisdiction of organization")
    offices = _address(head)
    signed = [day for line in lines if line.text.startswith("Date:") and (day := long_date(line.text))]
    return Cover(
        name=name,
        incorporated=jurisdiction(incorporated),
        incorporated_stated=incorporated,
        offices=_place(offices),
        offices_stated=", ".join(part.strip(" ,") for part in offices),
        signed=signed[-1] if signed else None,
    )


def _split(lines: list[Line]) -> Iterator[str]:
    """Paragraphs that share a cell, each as a line of its own."""
    for line in lines:
        for cell in line.cells:
            yield from cell.parts or (cell.text,)


def _address(head: list[str]) -> list[str]:
    """The lines between the jurisdiction and the label of the offices."""
    end = next((number for number, line in enumerate(head) if _ADDRESS.search(line)), None)
    if end is None:
        return []
    found = [_ADDRESS.split(head[end], maxsplit=1)[0].strip()]
    for line in reversed(head[max(0, end - 10) : end]):
        if _INCORPORATED.search(line):
            return [part for part in found if part]
        found.insert(0, line)
    return []


def _place(address: list[str]) -> str | None:
    """The place at the end of an address: its last parts, without numbers, from the widest reading to the narrowest."""
    parts = [part.strip() for line in address[-2:] for part in line.split(",")]
    parts = [part for part in (re.sub(r"[\d-]+$|^[\d-]+\s", "", part).strip() for part in parts) if part]
    for number in (3, 2, 1):
        place = jurisdiction(", ".join(parts[-number:])) if len(parts) >= number else None
        if place:
            return place
    return None
