"""How results are written: JSON and CSV for machines, rich text for people. Results on stdout, all else on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

WIDE = 200  # columns where nobody's terminal says otherwise: a pipe or a file must not lose words
STYLES = {
    "restricted": "bold red", "deny": "bold red", "certain": "bold red",
    "review": "bold yellow", "hold": "bold yellow", "possible": "bold yellow",
    "clear": "bold green", "allow": "bold green", "cleared": "bold green",
    "unknown": "bold cyan", "open": "bold cyan",
}  # fmt: skip
# Terminals obey control characters, and some turn the reading direction: names come from strangers.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def console(*, stderr: bool = False) -> Console:
    """A console of now: streams may be replaced, and pipes are wide."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDE
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)


def note(text: str) -> None:
    """A line beside the result."""
    console(stderr=True).print(Text(clean(text)), soft_wrap=True)


def fail(message: str, hint: str = "") -> None:
    """An error's line and its hint."""
    err = console(stderr=True)
    err.print(Text("error: ", "bold red").append(clean(message), "not bold default"), soft_wrap=True)
    if hint:
        err.print(Text("hint: ", "bold").append(clean(hint), "not bold"), soft_wrap=True)


def clean(value: Any) -> str:
    """A value as text that a terminal only prints."""
    return "" if value is None else _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))


def styled(word: str) -> Text:
    """A verdict, decision or set in its colour."""
    return Text(clean(word), STYLES.get(word, ""))


def print_json(value: Any) -> None:
    """One JSON document."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_json_line(value: Any) -> None:
    """One line of JSON Lines."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def cell(value: Any) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "", stderr: bool = False) -> None:
    """A table; columns whose name ends with ``#`` are numbers, to the right."""
    made = Table(
        title=Text(clean(title)) if title else None, title_justify="left", header_style="bold", box=None, pad_edge=False
    )
    for name in columns:
        made.add_column(name.removesuffix("#"), justify="right" if name.endswith("#") else "left", overflow="fold")
    for row in rows:
        made.add_row(*(item if isinstance(item, Text) else clean(item) for item in row))
    console(stderr=stderr).print(made)


def name_of(party: Mapping[str, Any]) -> str:
    """A party for people: its name and the countries it sits in, as far as the row says."""
    seats = party.get("seats") or ([party["country"]] if party.get("country") else [])
    places = sorted({str(seat).rpartition(":")[2] for seat in seats})
    return f"{party.get('name') or party['id']}" + (f" ({', '.join(places)})" if places else "")


def examples(*lines: str) -> str:
    """The end of a help page."""
    return "\n\n".join(["[bold]Examples[/bold]", *(escape(line) for line in lines)])
