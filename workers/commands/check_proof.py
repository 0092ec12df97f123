"""``controlpath check-proof``: does a determination's proof hold, by the document alone?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from service.proofcheck.proven import check
from service.proofcheck.reading import Unreadable
from workers.commands import _context, _show

EXAMPLES = _show.examples(
    "controlpath determine LEI:2138008KTNTDICZU8L25 --json | controlpath check-proof -",
    "controlpath evaluate case.json | controlpath check-proof - --json",
)
MAX_BYTES = 256 * 2**20
SHOWN = 20


def run(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DETERMINATION.json|-",
            help="A determination, a list of them, or what evaluate printed; - is stdin.",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="JSON Lines, one determination a line.")] = False,
) -> None:
    """Does the proof of a determination hold, by the document alone?

    Needs no server and no graph, and shares no code with the engine that made the proof. Verifies that the edges
    prove certain, possible or cleared (open: the margin), and that verdict, decision, basis and margin follow from
    them and from the flags, which are taken as given. Exit code 1 if any is not proven, with the party and the reason;
    2 if the document cannot be read.
    """
    proven = True
    for where, one in _determinations(_decoded(document)):
        try:
            findings = check(one)
        except Unreadable as error:
            raise _context.CommandError(f"{where}: {error}") from None
        proven = proven and not findings
        if json:
            told = [{"party": finding.party, "why": finding.why} for finding in findings]
            _show.print_json_line(
                {"entity": one["entity"]["id"], "set": one["set"], "proven": not findings, "findings": told}
            )
            continue
        _line(f"{one['entity']['id']}: {one['set']}: {'not proven' if findings else 'proven'}")
        for finding in findings[:SHOWN]:
            _line(f"- {finding.party}: {finding.why}")
        if len(findings) > SHOWN:
            _line(f"- and {len(findings) - SHOWN} more")
    if not proven:
        _context.leave(_context.NEGATIVE)


def _line(text: str) -> None:
    # One line whatever an id contains: nobody writes a "proven" of his own into the answer.
    sys.stdout.write(" ".join(_show.clean(text).split()) + "\n")


def _decoded(document: str) -> Any:
    """Raises CommandError, and OSError for a missing file."""
    if document == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(document).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _context.CommandError(f"The document is larger than {MAX_BYTES // 2**20} MiB.")
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _context.CommandError(f"This is not JSON: {error}") from None


def _determinations(decoded: Any, where: str = "document") -> Iterator[tuple[str, Any]]:
    """Every determination in a document, with its place; a refused case is none. Raises CommandError."""
    found = False
    for place, one in _found(decoded, where):
        found = True
        if isinstance(one, dict) and "error" in one:
            raise _context.CommandError(f"{place}: a refused case, and no determination.")
        yield place, one
    if not found:
        raise _context.CommandError("There is no determination in it.")


def _found(decoded: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(decoded, list):
        for number, one in enumerate(decoded):
            yield from _found(one, f"{where}[{number}]")
    elif isinstance(decoded, dict) and isinstance(decoded.get("results"), dict):
        for name, one in decoded["results"].items():
            yield from _found(one, f"{where}.results[{name[:100]!r}]")
    elif isinstance(decoded, dict) and isinstance(decoded.get("results"), list):
        yield from _found(decoded["results"], f"{where}.results")  # several policies
    elif isinstance(decoded, dict) and {"before", "after"} <= decoded.keys():
        for name in ("before", "after"):  # what if?
            yield from _found(decoded[name], f"{where}.{name}")
    else:
        yield where, decoded
