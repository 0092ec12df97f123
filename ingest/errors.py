"""What stops a load. A file at fault is ``source.BadFile``; the graph's errors are ``cypher.errors``.

LoadError
├── UnknownSource    no source has this id
├── NoFiles          nothing to read at the given paths
└── AssertionFailed  the files as a whole lack what the source promises
"""

from __future__ import annotations


class LoadError(Exception):
    """One sentence and a hint."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UnknownSource(LoadError):
    """No file in ``ingest/sources/`` has a source of this id."""


class NoFiles(LoadError):
    """A path does not exist, or a directory holds no file that the source reads."""


class AssertionFailed(LoadError):
    """The load as a whole has too few records or too empty ones; nothing of it was written."""
