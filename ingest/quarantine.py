"""Where refused records and links go: one JSON line each, as they stood, to be looked at, mended and loaded again."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from ingest.reading import lines
from ingest.reading_json import decode
from ingest.source import BadFile

LONGEST_RAW = 100_000
"""Characters of a refused record that are kept: a broken file must not be copied whole."""
MOST_MENDED = 100_000
NOT_JOINED = "not joined: "
"""How the reason of a refused link begins: its record was loaded, so there is nothing to mend."""


class Quarantine:
    """Writes ``path`` when the first entry comes; without entries there is no file. ``path`` None: only counts."""

    def __init__(self, path: Path | None) -> None:
        self.path, self.entries = path, 0
        self._file: TextIO | None = None

    def add(self, *, file: str, where: str, reason: str, record: str | None = None, raw: str = "") -> None:
        """Notes one refusal."""
        self.entries += 1
        if self.path is None:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
        raw = raw if len(raw) <= LONGEST_RAW else ""  # a part of it could be taken for the whole
        entry = {"file": file, "where": where, "reason": reason, "record": record, "raw": raw}
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    @property
    def written(self) -> Path | None:
        """The file, if there is one."""
        return self.path if self._file is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def mended(path: Path, folder: Path) -> list[Path]:
    """The records of a quarantine file, as files in ``folder`` that their source reads, named by their lines.

    Entries of links, whose records were loaded, are passed over. Raises BadFile for what is no quarantine file, and for
    entries whose record was not kept.
    """
    found: list[Path] = []
    for number, text in lines(path):
        if not text.strip():
            continue
        try:
            entry = decode(text)
            raw, reason = str(entry["raw"]), str(entry["reason"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise BadFile(path, f"not an entry of a quarantine file: {wrong}", where=f"line {number}") from None
        if reason.startswith(NOT_JOINED):
            continue
        if not raw.strip():
            hint = "Take it from the file that it came from, or remove the line."
            raise BadFile(path, "the record itself was not kept", where=f"line {number}", hint=hint)
        if len(found) >= MOST_MENDED:
            raise BadFile(path, f"more than {MOST_MENDED} records", hint="Mend the publisher's file instead.")
        found.append(folder / f"line-{number}")
        found[-1].write_text(raw, encoding="utf-8")
    return found
