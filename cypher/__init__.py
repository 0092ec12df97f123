"""Every query is a file here; this module reads it and holds it to its contract.

A file is a ``//`` header whose first sentence is the query's documentation, one ``:param name => example;``
line for each parameter, and exactly one statement ended by ``;`` (``schema/`` files may hold several). What is
sent to the server is the text of the file: only ``:param`` lines and the final semicolon are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cypher.errors import BadQuery

ROOT = Path(__file__).parent

_NAME = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)+")
_PARAM_LINE = re.compile(r":param\s+([A-Za-z_]\w*)\s*=>\s*(\S.*);\s*")
_PARAM_USE = re.compile(r"\$([A-Za-z_]\w*)")
_STRING_OR_COMMENT = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """One statement. ``params``: parameter to example, a Cypher expression. ``doc``: one sentence."""

    name: str
    text: str
    params: Mapping[str, str]
    doc: str


def query_names(folder: str = "") -> list[str]:
    """The names of all query files below ``folder``, sorted; without those of ``schema/``."""
    found = (path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / folder).rglob("*.cypher"))
    return sorted(name for name in found if not name.startswith("schema/"))


@cache
def load(name: str) -> Query:
    """The query called ``name``: its path below this folder without the suffix, as in "lookup/party_by_id".

    Raises BadQuery if there is no such file or it breaks the contract.
    """
    path = ROOT / f"{name}.cypher"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise BadQuery(f"There is no query named {name!r}.", hint="Names are paths below cypher/ without suffix.")
    found = parse(name, path.read_text(encoding="utf-8"))
    if len(found) != 1:
        raise BadQuery(f"{name}.cypher holds {len(found)} statements; a query file holds exactly one.", query=name)
    return found[0]


def parse(name: str, text: str) -> list[Query]:
    """The statements of a file's ``text``. Raises BadQuery with the line at fault."""
    header, declared, body = _split(name, text)
    queries = [Query(name, part, MappingProxyType(declared), _first_sentence(header)) for part in _statements(body)]
    used = {match for query in queries for match in _PARAM_USE.findall(bare(query.text))}
    if missing := sorted(used - declared.keys()):
        raise BadQuery(f"{name}.cypher uses ${missing[0]} without a line `:param {missing[0]} => example;`.")
    if unused := sorted(declared.keys() - used):
        raise BadQuery(f"{name}.cypher declares ${unused[0]} and never uses it.")
    if not queries:
        raise BadQuery(f"{name}.cypher holds no statement.")
    if not header:
        raise BadQuery(f"{name}.cypher has no header: its first line must be a // comment that says what it asks.")
    return queries


def bare(text: str) -> str:
    """``text`` without its strings, quoted names and comments: what is left is the language itself."""
    return _STRING_OR_COMMENT.sub(" ", text)


def _split(name: str, text: str) -> tuple[list[str], dict[str, str], list[str]]:
    header: list[str] = []
    declared: dict[str, str] = {}
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(":"):
            match = _PARAM_LINE.fullmatch(line)
            if match is None or match[1] in declared:
                raise BadQuery(f"{name}.cypher:{number}: not a new `:param name => example;`: {line!r}")
            declared[match[1]] = match[2]
            continue
        if line.startswith("//") and len(header) == len(body):
            header.append(line.removeprefix("//").strip())
        body.append(line)
    return header, declared, body


def _statements(body: list[str]) -> Iterator[str]:
    part: list[str] = []
    for line in body:
        part.append(line)
        if bare(line).rstrip().endswith(";"):
            yield "\n".join(part).strip().removesuffix(";")
            part = []
    if bare("\n".join(part)).strip():
        raise BadQuery("The last statement does not end with a semicolon.", hint="\n".join(part)[:200])


def _first_sentence(header: list[str]) -> str:
    text = " ".join(header).strip()
    end = re.search(r"[.?!](?=\s|$)", text)
    return text[: end.end()] if end else text
