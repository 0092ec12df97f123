"""Files as streams: opened, unpacked, decoded and split without ever holding more than one record.

Every reader of ``ingest/sources/`` gets its lines, rows or JSON values here, so that a truncated archive, a wrong
encoding, a bomb or a foreign format is refused in one place, with file, line and what to do. ``Path("-")`` is
standard input. What is wrong with one record is yielded as ``Refused``; what is wrong with the file raises BadFile.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, cast

from ingest.reading_csv import CUT, csv_rows
from ingest.records import Refused
from ingest.source import BadFile

MAX_LINE = 16 * 2**20
"""Bytes. No record of any register comes near it; a longer line is another format or an attack."""
MAX_BYTES = 64 * 2**30
"""Bytes of one file, unpacked: six times the largest published one."""
MAX_RATIO = 200
"""Unpacked to packed bytes of a zip's file. Registers pack to a twentieth; deflate can reach a thousandth."""
_SMALL = 16 * 2**20
_BLOCK = 2**20
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)
"""What a broken archive raises while it is read."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?")


class Row:
    """One row of a CSV file. ``row["name"]`` is its text, stripped; "" where the file has no such column.

    ``raw``: the header and the row as they stand, which is a file again: so it can be mended and read anew.
    """

    __slots__ = ("_columns", "_values", "line", "raw")

    def __init__(self, columns: dict[str, int], values: list[str], line: int, raw: str) -> None:
        self._columns, self._values, self.line, self.raw = columns, values, line, raw

    def __getitem__(self, column: str) -> str:
        at = self._columns.get(column)
        return "" if at is None else self._values[at].strip()

    def filled(self) -> Iterator[tuple[str, str]]:
        """Columns and texts, without the empty ones."""
        for name, at in self._columns.items():
            if text := self._values[at].strip():
                yield name, text

    @property
    def where(self) -> str:
        return f"line {self.line}"


def utc_day(text: str) -> date | None:
    """The UTC day of an ISO 8601 date or time ("2023-05-18T15:41:20.212+08:00"); None for "". Else ValueError."""
    text = text.strip()
    if not text:
        return None
    if not _DAY.fullmatch(text):
        raise ValueError(f"not a date: {text[:40]!r}")
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        raise ValueError(f"not a date: {text[:40]!r}") from None


def slashed_day(text: str) -> date | None:
    """The day of DD/MM/YYYY, else as ``utc_day``."""
    match = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text.strip())
    return utc_day(f"{match[3]}-{match[2]}-{match[1]}" if match else text)


def lines(path: Path, *, max_line: int = MAX_LINE, max_bytes: int = MAX_BYTES) -> Iterator[tuple[int, str]]:
    """The lines of a text file (plain, gzip, zip of one file) with their numbers from 1 and their line ends."""
    with opened(path) as stream:
        yield from lines_of(path, stream, max_line=max_line, max_bytes=max_bytes)


def lines_of(
    path: Path, stream: BinaryIO, *, max_line: int = MAX_LINE, max_bytes: int = MAX_BYTES
) -> Iterator[tuple[int, str]]:
    """The same of an open stream; ``path`` is what errors call it."""
    total = number = 0
    while raw := _readline(path, stream, max_line + 1, number + 1):
        number += 1
        total += len(raw)
        where = f"line {number}"
        if len(raw) > max_line:
            raise BadFile(
                path,
                f"a line of more than {max_line} bytes",
                where=where,
                hint="Is it this format at all?",
            )
        if total > max_bytes:
            raise BadFile(path, f"more than {max_bytes} bytes when unpacked", where=where, hint="Split the file.")
        if number == 1:
            raw = _without_mark(path, raw)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as wrong:
            raise _not_utf8(path, wrong, where) from None
        if "\0" in text:
            raise BadFile(path, "not text: a NUL byte", where=where)
        yield number, text


def blocks(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[tuple[int, str]]:
    """The text of a file in pieces cut anywhere, with their numbers: for formats that may write all in one line."""
    total = number = 0
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with opened(path) as stream:
        while True:
            number += 1
            where = f"block {number}"
            raw = _guarded(path, where, lambda: stream.read(_BLOCK))
            total += len(raw)
            if total > max_bytes:
                raise BadFile(path, f"more than {max_bytes} bytes when unpacked", where=where, hint="Split the file.")
            try:
                text = decode(_without_mark(path, raw) if number == 1 else raw, not raw)
            except UnicodeDecodeError as wrong:
                raise _not_utf8(path, wrong, where) from None
            if "\0" in text:
                raise BadFile(path, "not text: a NUL byte", where=where)
            if text:
                yield number, text
            if not raw:
                return


def opening(path: Path) -> str:
    """The first sign of a file that is no space, by which formats are told apart; "" of standard input."""
    if str(path) == "-":
        return ""
    with opened(path) as stream:
        head = _guarded(path, "", lambda: stream.read(4096)).removeprefix(b"\xef\xbb\xbf")
    return head.decode("utf-8", "replace").lstrip()[:1]


def rows(path: Path, required: Collection[str]) -> Iterator[Row | Refused]:
    """The rows of a CSV file with a header line. A missing required column or a cut end raises BadFile."""
    yield from rows_of(path, lines(path), required)


def rows_of(path: Path, source: Iterator[tuple[int, str]], required: Collection[str]) -> Iterator[Row | Refused]:
    """The same of lines that are read already."""
    columns: dict[str, int] = {}
    head = ""
    for row in csv_rows(path, source):
        if not columns:
            if row.wrong:
                raise BadFile(path, f"no CSV header: {row.wrong}", where=row.where)
            head = row.raw
            columns = {name.strip(): at for at, name in enumerate(row.values)}
            if missing := [name for name in required if name not in columns]:
                found = ", ".join(list(columns)[:5])
                reason = f"missing column: {', '.join(missing)}"
                raise BadFile(path, reason, where="line 1", hint=f"It begins: {found[:200]}")
        elif row.wrong:
            yield Refused(row.where, f"not a CSV row: {row.wrong}", raw=head + row.raw)
        elif not row.raw.strip():
            continue
        elif len(row.values) != len(columns):
            if len(row.values) < len(columns) and not row.raw.endswith("\n"):
                raise BadFile(path, "the last row is cut", where=row.where, hint=CUT)
            yield Refused(row.where, f"{len(row.values)} fields instead of {len(columns)}", raw=head + row.raw)
        else:
            yield Row(columns, row.values, row.line, head + row.raw)
    if not columns:
        raise BadFile(path, "empty: not even a header")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a plain, gzip or one-file zip file, or of standard input."""
    if str(path) == "-":
        yield _unzipped(path, io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), _BLOCK))
        return
    try:
        file = path.open("rb")
    except OSError as wrong:
        raise BadFile(path, wrong.strerror or str(wrong), hint="Check the path.") from None
    with file:
        if file.peek(4)[:4] not in _ZIP:
            yield _unzipped(path, file)
            return
        try:
            with zipfile.ZipFile(file) as archive:
                members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
                if len(members) != 1:
                    raise BadFile(
                        path,
                        f"a zip of {len(members)} files",
                        hint="Unpack it and name the one that is meant.",
                    )
                check_member(path, members[0])
                with archive.open(members[0]) as member:
                    yield io.BufferedReader(cast(io.RawIOBase, member), _BLOCK)
        except BROKEN as wrong:
            raise BadFile(path, f"a broken zip: {wrong}", hint=CUT) from None


def check_member(path: Path, member: zipfile.ZipInfo) -> None:
    """BadFile for a file of a zip that cannot or must not be unpacked."""
    if member.flag_bits & 1:
        raise BadFile(path, "an encrypted zip", hint="Unpack it first.")
    if member.file_size > max(_SMALL, MAX_RATIO * member.compress_size):
        raise BadFile(path, f"a zip that unpacks to more than {MAX_RATIO} times its size", hint="Unpack it first.")


def _unzipped(path: Path, file: io.BufferedReader) -> BinaryIO:
    magic = file.peek(4)[:4]
    if magic[:2] == b"\x1f\x8b":
        return cast(BinaryIO, io.BufferedReader(gzip.GzipFile(fileobj=file), _BLOCK))
    if magic in _ZIP:
        raise BadFile(path, "a zip on standard input", hint="Unpack it first: unzip -p FILE | ...")
    return cast(BinaryIO, file)


def _readline(path: Path, stream: BinaryIO, limit: int, number: int) -> bytes:
    try:
        return stream.readline(limit)
    except (*BROKEN, OSError) as wrong:
        raise _broken(path, wrong, f"line {number}") from None


def _guarded(path: Path, where: str, read: Callable[[], bytes]) -> bytes:
    try:
        return read()
    except (*BROKEN, OSError) as wrong:
        raise _broken(path, wrong, where) from None


def _broken(path: Path, wrong: Exception, where: str) -> BadFile:
    if isinstance(wrong, OSError) and not isinstance(wrong, gzip.BadGzipFile):
        return BadFile(path, wrong.strerror or str(wrong), where=where)
    return BadFile(path, f"a broken archive: {wrong}", where=where, hint=CUT)


def _not_utf8(path: Path, wrong: UnicodeDecodeError, where: str) -> BadFile:
    return BadFile(path, f"not UTF-8: {wrong.reason} at byte {wrong.start}", where=where, hint="Save it as UTF-8.")


def _without_mark(path: Path, raw: bytes) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(path, "UTF-16, not UTF-8", where="line 1", hint="Save it as UTF-8.")
    return raw.removeprefix(b"\xef\xbb\xbf")
