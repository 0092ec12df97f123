"""CSV as rows with the text they stand in: the loop that every table shares."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ingest.source import BadFile

CUT = "The file looks truncated: fetch it again."


class CsvRow(NamedTuple):
    """One row. ``line``: where it begins, the first line being 1. ``wrong``: why it is none; then it has no values."""

    line: int
    values: list[str]
    raw: str
    wrong: str = ""

    @property
    def where(self) -> str:
        return f"line {self.line}"


def csv_rows(
    path: Path, source: Iterable[tuple[int, str]], separator: str = ",", *, above: int = 0
) -> Iterator[CsvRow]:
    """The rows of lines, empty ones too; ``above`` lines stand before. A quote that never closes raises BadFile."""
    pending: list[str] = []

    def feed() -> Iterator[str]:
        for _, text in source:
            pending.append(text)
            yield text

    reader = csv.reader(feed(), delimiter=separator, strict=True)
    while True:
        pending.clear()
        line = above + reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            if "unexpected end" in str(wrong) or "field limit" in str(wrong):
                reason = f"{wrong} (a quote that never closes)"
                raise BadFile(path, reason, where=f"line {line}", hint=CUT) from None
            yield CsvRow(line, [], "".join(pending), str(wrong))
        else:
            yield CsvRow(line, values, "".join(pending))
