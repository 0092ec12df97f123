"""JSON as registers publish it: one value per line, one array (alone or as the first field of an object), or one
document, streamed record by record.

Numbers with a point or an exponent stay text, so that no share ever passes through a float. NaN and infinities,
lone surrogates (they cannot be stored), an object that states a key twice (which one is meant?) and values nested
too deeply are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ingest.reading import MAX_LINE, blocks, lines, opening
from ingest.records import Refused
from ingest.source import BadFile


@dataclass(frozen=True, slots=True)
class Located:
    """One JSON object and where it stands. ``value``'s non-integer numbers are strings."""

    where: str
    value: dict[str, Any]
    raw: str


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise ValueError(f"it states {twice[:60]!r} twice")
    return found


_DECODER = json.JSONDecoder(parse_float=str, parse_constant=_no_number, object_pairs_hook=_once)
_ANY = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=str
)  # finds where a value ends that cannot be taken
_WRAPPED = re.compile(r'[ \t\r\n]*\{[ \t\r\n]*"([^"\\]{1,60})"[ \t\r\n]*:[ \t\r\n]*(?=\[)')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SPACE = re.compile(r"[ \t\r\n]*")
_HINT = "The file looks truncated: fetch it again."


def decode(text: str) -> Any:
    """The value of one JSON text. ValueError says what is wrong with it."""
    try:
        value = _DECODER.decode(text)
        _storable(text, value)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as wrong:
        raise ValueError(f"not JSON: {wrong.msg} at column {wrong.colno}") from None
    return value


def _storable(text: str, value: Any) -> None:
    if not _SURROGATE.search(text):
        return
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair: it cannot be stored") from None


def text_of(data: object, key: str) -> str:
    """The text of a field, stripped; "" where there is none."""
    value = data.get(key) if isinstance(data, dict) else None
    return value.strip() if isinstance(value, str) else ""


def objects(path: Path) -> Iterator[Located | Refused]:
    """The objects of a file of JSON lines, of one array of objects, or of one object over several lines."""
    if opening(path) == "[":
        source = blocks(path)
        yield from _array(path, next(source)[1], source)
        return
    source = ((number, text) for number, text in lines(path) if text.strip())
    first = next(source, None)
    if first is None:
        raise BadFile(path, "empty")
    number, text = first
    sign = text.lstrip()[0]
    if sign == "[":
        yield from _array(path, text, source)
        return
    try:
        decode(text)
    except ValueError as wrong:
        if sign != "{":
            raise BadFile(path, str(wrong), where=f"line {number}", hint="JSON lines or a JSON array.") from None
        follower = next(source, None)
        if follower is None or _is_object(follower[1]):
            if follower is None:
                raise BadFile(path, str(wrong), where=f"line {number}", hint=_HINT) from None
            yield Refused(f"line {number}", str(wrong), raw=text)
            yield from _by_line(path, follower, source)
            return
        yield from _document(path, [text, follower[1]], source)
        return
    yield from _by_line(path, first, source)


def listed(path: Path, keys: Collection[str]) -> Iterator[Located | Refused]:
    """The same, and of ``{"key": [object, ...], ...}`` with one of ``keys`` the objects of that list, streamed."""
    if opening(path) == "{":
        source = blocks(path)
        _, text = next(source)
        match = _WRAPPED.match(text)
        if match and match[1] in keys:
            yield from _array(path, text[match.end() :], source, wrapped=True)
            return
    yield from objects(path)


def _by_line(path: Path, first: tuple[int, str], rest: Iterator[tuple[int, str]]) -> Iterator[Located | Refused]:
    line: tuple[int, str] | None = first
    while line is not None:
        number, text = line
        try:
            yield _located(f"line {number}", decode(text), text)
        except ValueError as wrong:
            if not text.endswith("\n") and str(wrong).startswith("not JSON"):
                raise BadFile(path, "the last line is cut", where=f"line {number}", hint=_HINT) from None
            yield Refused(f"line {number}", str(wrong), raw=text)
        line = next(rest, None)


def _array(
    path: Path, text: str, rest: Iterator[tuple[int, str]], *, wrapped: bool = False
) -> Iterator[Located | Refused]:
    buffer, at, element = text, _skip(text, _skip(text, 0) + 1), 0
    while True:
        while at >= len(buffer):
            buffer, at = _more(path, "", rest, element), 0
            at = _skip(buffer, at)
        if buffer[at] == "]":
            _end(path, buffer[at + 1 :], rest, element, wrapped)
            return
        if element:
            if buffer[at] != ",":
                raise BadFile(path, "no comma between elements", where=f"element {element}")
            at = _skip(buffer, at + 1)
            while at >= len(buffer):
                buffer, at = _more(path, "", rest, element), 0
                at = _skip(buffer, at)
        element += 1
        where = f"element {element}"
        while True:
            try:
                value, end, reason = _element(buffer, at)
            except json.JSONDecodeError as wrong:
                if len(buffer) - at > MAX_LINE:
                    raise BadFile(path, f"not JSON: {wrong.msg}, or too large", where=where) from None
                buffer, at = _more(path, buffer[at:], rest, element), 0
            except RecursionError:
                raise BadFile(path, "nested too deeply", where=where) from None
            else:
                break
        raw = buffer[at:end]
        if reason is None:
            try:
                _storable(raw, value)
            except ValueError as wrong:
                reason = str(wrong)
        yield Refused(where, reason, raw=raw) if reason else _located(where, value, raw)
        at = _skip(buffer, end)


def _element(buffer: str, at: int) -> tuple[Any, int, str | None]:
    """The value at ``at``, where it ends, and why it cannot be taken. JSONDecodeError where it does not end."""
    try:
        return *_DECODER.raw_decode(buffer, at), None
    except json.JSONDecodeError:
        raise
    except ValueError as wrong:
        return None, _ANY.raw_decode(buffer, at)[1], str(wrong)


def _end(path: Path, text: str, rest: Iterator[tuple[int, str]], element: int, wrapped: bool) -> None:
    """After the array only space, or the rest of the object that it stands in."""
    for _, more in rest:
        text += more
        if len(text) > MAX_LINE:
            break
    try:
        good = isinstance(json.loads(f'{{"":[]{text}'), dict) if wrapped else not text.strip()
    except (ValueError, RecursionError):
        good = False
    if not good:
        raise BadFile(path, "text after the end of the array", where=f"element {element}", hint=_HINT)


def _document(path: Path, parts: list[str], rest: Iterator[tuple[int, str]]) -> Iterator[Located | Refused]:
    size = sum(map(len, parts))
    for _, text in rest:
        parts.append(text)
        size += len(text)
        if size > MAX_LINE:
            raise BadFile(path, f"one JSON document of more than {MAX_LINE} characters", hint="Use JSON lines.")
    text = "".join(parts)
    try:
        value = decode(text)
    except ValueError as wrong:
        raise BadFile(
            path, str(wrong), hint="JSON lines, a JSON array or one JSON object; perhaps truncated."
        ) from None
    yield _located("line 1", value, text)


def _located(where: str, value: Any, raw: str) -> Located | Refused:
    if not isinstance(value, dict):
        return Refused(where, "not a JSON object", raw=raw)
    return Located(where, value, raw)


def _is_object(text: str) -> bool:
    try:
        return isinstance(decode(text), dict)
    except ValueError:
        return False


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _more(path: Path, kept: str, rest: Iterator[tuple[int, str]], element: int) -> str:
    """``kept`` and enough further lines to double it: decoding again and again stays linear."""
    parts, size, wanted = [kept], 0, max(len(kept), 1)
    while size < wanted:
        line = next(rest, None)
        if line is None:
            if not size:
                raise BadFile(path, "the array does not end", where=f"element {element}", hint=_HINT)
            break
        parts.append(line[1])
        size += len(line[1])
    return "".join(parts)
