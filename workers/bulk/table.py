"""One CSV file for ``neo4j-admin database import``: a header, and rows of which nothing is a surprise.

No value is an empty field; an empty text is ``""``. Lists are joined by a sign that no text holds; the import makes no
property of an empty list, and whoever reads the graph takes both alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SEPARATOR = "\x1f"
TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        ("published", "valid_from", "valid_to", "dissolved_on", "ended_on", "stated_to", "published_max"), "date"
    ),
    **dict.fromkeys(("recorded_from", "recorded_to", "at", "loaded_at", "first_loaded_at"), "datetime"),
    **dict.fromkeys(
        ("born", "rank", "promised_age_days", "records", "rev", "seq", "through", "version", "refused", "dangling",
         "superseded", "quarantined_links"), "long",
    ),
    **dict.fromkeys(("described", "primary", "reference"), "boolean"),
    **dict.fromkeys(
        ("names", "name_keys", "other_names", "rights", "weak_rights", "blocking", "claims", "identifiers",
         "statements", "subjects", "stated_metrics", "lists", "determinations",
         "beneficiary_of"), "string[]",
    ),
}  # fmt: skip
"""Of properties that are no texts. What is in none of these and is no text stops the writing."""


class Table:
    """``ends``: columns of node ids, as the import names them; ``columns``: names of properties.

    ``types`` overrides TYPES. ``labels``: rows end with their labels. ``rows`` counts.
    """

    def __init__(
        self, path: Path, ends: Sequence[str], columns: Iterable[str], *, types: Mapping[str, str] | None = None,
        labels: bool = False,
    ) -> None:  # fmt: skip
        self.path, self.rows, self.multiline = path, 0, False
        self.columns = list(columns)
        named = {name: (types or {}).get(name) or TYPES.get(name, "string") for name in self.columns}
        self._write = [(name, _WRITERS[kind]) for name, kind in named.items()]
        self._labels = labels
        self._file = path.open("w", encoding="utf-8", newline="")
        header = [*ends, *(f"{name}:{kind}" for name, kind in named.items()), *([":LABEL"] if labels else [])]
        self._file.write(",".join(header) + "\n")
        self._pending: list[str] = []

    def add(self, ends: Sequence[int], properties: Mapping[str, Any], labels: str = "") -> None:
        """Writes a row. Raises KeyError for a property that is no column, TypeError for one of another type."""
        get = properties.get
        fields = [str(end) for end in ends]
        for name, write in self._write:
            value = get(name)
            fields.append("" if value is None else write(value))
        if self._labels:
            fields.append(labels)
        line = ",".join(fields)
        if "\n" in line or "\r" in line:
            self.multiline = True
        self._pending.append(line)
        self.rows += 1
        if len(self._pending) >= 1_000:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._file.write("\n".join(self._pending) + "\n")
            self._pending.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._file.close()


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _texts(value: Sequence[str]) -> str:
    return '"' + SEPARATOR.join(value).replace('"', '""') + '"'


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _long(value: int) -> str:
    return str(int(value))


def _date(value: date) -> str:
    return value.isoformat()


def _datetime(value: datetime) -> str:
    return value.isoformat()


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "string": _text, "string[]": _texts, "boolean": _boolean, "long": _long, "date": _date, "datetime": _datetime,
}  # fmt: skip
