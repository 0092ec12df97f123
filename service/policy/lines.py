"""In which line of a TOML file a key stands. PURE.

No TOML library for Python keeps the places of keys. This one looks for what policy files hold: tables, arrays of
tables, keys, and the items of a list. Where it finds nothing it
names the table around.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-\"'.]+(?:\s*\.\s*[A-Za-z0-9_\-\"']+)*)\s*=")


def line_of(text: str, where: Sequence[str | int], item: object = None) -> int:
    """The line (from 1) of the key at the path ``where``, else of the nearest table around it, else the first.

    ``item``: the value that is at fault; in a list, its own line is found if it is a text.
    """
    keys = _keys(text)
    for length in range(len(where), 0, -1):
        path = tuple(where[:length])
        if path in keys:
            in_list = length < len(where) and isinstance(item, str)
            return _item(text, keys[path], item) if in_list else keys[path]
    return 1


def _keys(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of every table and key by its path, an array's tables numbered from 0."""
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    found: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.fullmatch(line):
            name = _parts(header[2])
            if header[1] == "[[":
                counts[header[2]] = index = counts.get(header[2], -1) + 1
                name = (*name, index)
            table = name
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _parts(name: str) -> tuple[str | int, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def _item(text: str, start: int, item: object) -> int:
    """The first line from the key's own on that has the item as a text; else the key's."""
    lines = text.split("\n")
    for number in range(start, len(lines) + 1):
        line = lines[number - 1].partition("#")[0]
        if f'"{item}"' in line or f"'{item}'" in line:
            return number
        if number > start and (_KEY.match(line) or _HEADER.fullmatch(line)):
            break
    return start
