"""From what pydantic and tomllib find wrong to sentences with a line, and a hint where a near name exists. PURE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.policy.lines import line_of
from service.policy.shape import near, schema

_AT_LINE = re.compile(r"^(?P<reason>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_TYPES = {
    "string_type": "a text in quotes", "bool_type": "true or false", "list_type": "a list in brackets",
    "date_type": "a day without quotes, such as 2025-09-05", "model_type": "a table", "dict_type": "a table",
    "date_from_datetime_inexact": "a day without a time, such as 2025-09-05",
}  # fmt: skip
_PATTERNS = {
    r"^[A-Z]{2}$": "an ISO 3166-1 code of two capital letters, such as CN",
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$": "an ISO 3166 code, such as CN or UA-43",
    r"^[a-z0-9][a-z0-9-]{0,62}$": "lower case letters, digits and hyphens, at most 63",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$": "letters, digits, dots, hyphens and underscores, at most 63",
    r"^[^\x00-\x1f\x7f]*$": "one line of text",
    r"^https?://[^\s]+$": "an address that begins with https://",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a file. ``line`` counts from 1, None if the file as a whole is at fault."""

    line: int | None
    key: str
    reason: str
    hint: str = ""

    def told(self, name: str) -> str:
        """The line for people: "mine.toml:3: comparator: ..."."""
        place = name if self.line is None else f"{name}:{self.line}"
        return f"{place}: {self.key + ': ' if self.key else ''}{self.reason}{f' ({self.hint})' if self.hint else ''}"


def of_syntax(error: ValueError, text: str) -> Mistake:
    """A mistake in the TOML itself."""
    match = _AT_LINE.match(str(error))
    reason = match["reason"] if match else str(error)
    line = int(match["line"]) if match and match["line"] else text.count("\n") + 1 if match else None
    return Mistake(line, "", f"not TOML: {reason[:1].lower()}{reason[1:]}")


def of_shape(error: ValidationError, text: str) -> list[Mistake]:
    """Every mistake that the shape of a policy file finds, in the order of the file."""
    found = [_mistake(one, text) for one in error.errors(include_url=False)]
    return sorted(found, key=lambda one: one.line or 0)


def _mistake(error: ErrorDetails, text: str) -> Mistake:
    context = error.get("ctx", {})
    where: Sequence[str | int] = tuple(error["loc"])
    if own := context.get("key"):
        where = tuple(own.split("."))
    given = error["input"]
    line = line_of(text, where, given)
    key = ".".join(str(part) for part in where if not isinstance(part, int))
    match error["type"]:
        case "extra_forbidden":
            reason, hint = "there is no such key", near(str(where[-1]), _at(where[:-1]).get("properties", ()))
        case "missing":
            reason, hint = "is missing", ""
        case "literal_error":
            allowed = _at(where)["enum"]
            reason = f"{_shown(given)} is none of {', '.join(allowed)}"
            hint = near(given, allowed) if isinstance(given, str) else ""
        case "string_type" if key == "threshold":
            reason, hint = f"{_shown(given)} is a number of TOML, which may be inexact", f'write it as text: "{given}"'
        case "string_pattern_mismatch":
            reason, hint = f"{_shown(given)} is not {_PATTERNS.get(context['pattern'], 'allowed here')}", ""
        case kind if kind in _TYPES:
            reason, hint = f"{_shown(given)} is not {_TYPES[kind]}", ""
        case "too_short":
            reason, hint = "names nothing", ""
        case "refused":
            reason, hint = context["reason"], context["hint"]
        case _:
            reason, hint = error["msg"][:1].lower() + error["msg"][1:], ""
    return Mistake(line, key, reason, hint)


def _at(where: Sequence[str | int]) -> dict[str, Any]:
    """The part of the schema that speaks of the key at this path; empty if none does."""
    whole = schema()
    found = whole
    for step in where:
        found = _plain(found, whole)
        if isinstance(step, int):
            found = found.get("items", {})
        else:
            found = found.get("properties", {}).get(step) or found.get("additionalProperties") or {}
    return _plain(found, whole)


def _plain(found: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    found = next((one for one in found.get("anyOf", ()) if "$ref" in one), found)
    return whole["$defs"][found["$ref"].rpartition("/")[2]] if "$ref" in found else found


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    text = text or (f'"{value}"' if isinstance(value, str) else str(value))
    return text if len(text) <= 60 else text[:60] + "..."
