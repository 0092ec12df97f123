"""What a load did, file by file and in all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class FileReport:
    """Counts of one file. ``error``: why nothing of it was loaded; then only ``read`` and ``refused`` say anything.

    ``read`` counts records of every kind but refused ones. ``outdated``: older than what is stored, left alone.
    ``superseded``: said again, differently, further down the same file; only the last word was taken.
    """

    path: str
    read: int = 0
    written: int = 0
    unchanged: int = 0
    outdated: int = 0
    superseded: int = 0
    closed: int = 0
    refused: int = 0
    dangling: int = 0
    joined: int = 0
    quarantined_links: int = 0
    changes: list[int] = field(default_factory=list)
    seconds: float = 0.0
    error: str | None = None
    hint: str = ""


_SUMS = (
    "read", "written", "unchanged", "outdated", "superseded", "closed", "refused", "dangling", "joined",
    "quarantined_links",
)  # fmt: skip


@dataclass(slots=True)
class RunReport:
    """A whole load. ``held``: why a snapshot's closings wait for a person. ``quarantine``: path of that file.

    ``lists``: the restricted-party lists on which its records name somebody. ``filled``: by kind of record, how many
    there are ("records") and how many of them state each field.
    """

    source: str
    run: str
    dry_run: bool = False
    files: list[FileReport] = field(default_factory=list)
    closed_absent: int = 0
    lists: set[str] = field(default_factory=set)
    filled: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: list[int] = field(default_factory=list)
    held: str | None = None
    quarantine: str | None = None
    seconds: float = 0.0

    def total(self, name: str) -> int:
        """The sum over all files of one of the counts."""
        absent = self.closed_absent if name == "closed" else 0
        return absent + sum(int(getattr(one, name)) for one in self.files)

    @property
    def failed(self) -> list[FileReport]:
        return [one for one in self.files if one.error]

    @property
    def exit_code(self) -> int:
        """0 done, 2 a file was refused, 4 held for a person."""
        if self.failed:
            return 2
        return 4 if self.held else 0

    def as_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return asdict(self) | {"lists": sorted(self.lists)} | {"totals": {name: self.total(name) for name in _SUMS}}
