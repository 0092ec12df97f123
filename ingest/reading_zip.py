"""Zip archives of several tables. Nothing is ever written to disk, and members' names are never used as paths.

An archive is refused whole that has too many members, two of one name, a name that points outside (a "slip"), an
encrypted member, or one that unpacks to far more than its size (a bomb).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from ingest.reading import BROKEN, MAX_BYTES, Row, check_member, lines_of, rows_of
from ingest.records import Refused
from ingest.source import BadFile

MAX_MEMBERS = 1_000
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f]")
_HIDDEN = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]*$)")


class Archive:
    """An open archive. ``names`` are its files, as they stand in it."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self._path, self._zip = path, opened
        self._members = {one.filename: one for one in _checked(path, opened)}
        self.names = tuple(self._members)

    def rows(self, name: str, required: Collection[str]) -> Iterator[Row | Refused]:
        """The rows of the CSV file ``name``; several files may be read side by side."""
        shown = Path(f"{self._path}!{name}")
        try:
            with self._zip.open(self._members[name]) as member:
                stream = io.BufferedReader(cast(io.RawIOBase, member), 2**20)
                yield from rows_of(shown, lines_of(shown, stream), required)
        except BROKEN as wrong:
            raise BadFile(shown, f"a broken zip: {wrong}", hint="Fetch it again.") from None


def is_archive(path: Path) -> bool:
    """Whether ``path`` is a zip of more than one file."""
    if str(path) == "-" or not zipfile.is_zipfile(path):
        return False
    with archive(path) as found:
        return len(found.names) > 1


@contextmanager
def archive(path: Path) -> Iterator[Archive]:
    """The zip at ``path``. BadFile for one that is broken or not safe."""
    try:
        with zipfile.ZipFile(path) as opened:
            yield Archive(path, opened)
    except BROKEN as wrong:
        raise BadFile(path, f"a broken zip: {wrong}", hint="Fetch it again.") from None
    except OSError as wrong:
        raise BadFile(path, wrong.strerror or str(wrong), hint="Check the path.") from None


def _checked(path: Path, opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [one for one in opened.infolist() if not one.is_dir() and not _HIDDEN.search(one.filename)]
    if len(members) > MAX_MEMBERS:
        raise BadFile(path, f"a zip of more than {MAX_MEMBERS} files")
    for one in opened.infolist():
        if _OUTSIDE.search(one.filename):
            raise BadFile(path, f"a zip with a file that points outside: {one.filename[:60]!r}")
    if len({one.filename.casefold() for one in members}) < len(members):
        raise BadFile(path, "a zip with two files of one name")
    for one in members:
        check_member(path, one)
    if sum(one.file_size for one in members) > MAX_BYTES:
        raise BadFile(path, f"more than {MAX_BYTES} bytes when unpacked", hint="Split the file.")
    return members
