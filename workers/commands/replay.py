"""``controlpath replay``: a determination again, byte for byte, or why not."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service.determination.case import MAX_BYTES, BadCase
from workers.commands import _context, _show

EXAMPLES = _show.examples(
    "controlpath replay 5f0c3e1a9b2d4c6e8f7a1b3c5d7e9f01",
    "controlpath replay determination.json",
    "controlpath replay determination.json --policy house-rule.toml",
)


def run(
    determination: Annotated[
        str, typer.Argument(metavar="ID|DOCUMENT.json|-", help="A stored determination, or one as JSON; - reads stdin.")
    ],
    policy: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="A policy file that is not among the known ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
) -> None:
    """Evaluate a determination again and compare the bytes.

    Uses its policy (found by hash), the graph as it stood at its revision, and this engine. Exit code 0: the same
    bytes. 1: not the same, or it cannot be told, with the reason: another engine version, a policy that is no longer
    there, parties that were joined since, or the fields that differ.
    """
    from service import stored
    from service.policy.file import read
    from service.replay import replay

    more = [read(policy)] if policy else []
    document = _document(determination)
    with _context.graph() as graph:
        kept = stored.get(graph, determination) if document is None else None
        if kept is not None:
            document = json.loads(kept.payload)
        result = replay(graph, _context.policies(), document, kept, *more)
    if as_json:
        _show.print_json({"same": result.same} | dataclasses.asdict(result))
    else:
        _show_result(result)
    if not result.same:
        _context.leave(_context.NEGATIVE)


def _document(text: str) -> Any:
    """The document in a file or on stdin; None where ``text`` is the id of a stored one."""
    if text == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    elif text.endswith(".json") or Path(text).is_file():
        with Path(text).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    else:
        return None
    if len(data) > MAX_BYTES:
        raise BadCase("too_large", f"larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadCase("not_json", f"this is not JSON: {error}") from None


def _show_result(result: Any) -> None:
    sys.stdout.write(_show.clean(result.sentence) + "\n")
    for title, found in (("In the document", result.fields), ("In what it rests on", result.facts)):
        if found:
            rows = [[one.where, _text(one.then), _text(one.now)] for one in found]
            _show.table(("where", "then", "now"), rows, title=title)


def _text(value: Any) -> str:
    return "(nothing)" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
