"""Where refused records and links go: one JSON line each, as they stood, so that a person can look and mend."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

LONGEST_RAW = 10_000
"""Characters of a refused record that are kept: a broken file must not be copied whole."""


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
        entry = {"file": file, "where": where, "reason": reason, "record": record, "raw": raw[:LONGEST_RAW]}
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
