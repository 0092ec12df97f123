"""What kind of line a line is: a header row, a footnote, the beginning of the list. Pure functions of lines."""

from __future__ import annotations

import re

from ingest.jurisdictions import jurisdiction
from ingest.sources._exhibit_lines import Line
from ingest.sources._exhibit_words import has_form, is_heading, is_sentence, section_of

_HEADER_ROLES = (
    ("holder", r"parent|held by|owned by|shareholder|holding company|owner of|immediate owner"),
    ("relation", r"relationship|background|nature of control"),
    ("date", r"\bdate|\btime\b|year of"),
    ("place", r"\bplace|jurisdiction|\bstate\b|country|domicile|location"),
    ("share", r"percent|proportion|ownership|interest held|equity|\binterests?\b|%"),
    ("activity", r"activit|business|purpose|industry|capital|currency"),
    ("chinese", r"chinese"),
    ("name", r"\bnames?\b|subsidiar|compan|entit|VIEs?\b|\bschools?\b"),
)
_FRAGMENT = re.compile(
    r"(?:(?:date|place|jurisdiction|state|country|percentage|proportion|name)s? of"
    r"|(?:or )?(?:in)?corporation(?: or)?|organi[sz]ation"
    r"|(?:or )?(?:establishment|acquisition|formation)|owner(?:ship)?(?: interest)?|incorporat(?:ed"
    r"|ion)\)?|interest|legal|equity|direct or indirect"
    r"|economic|effective|attributable|held)[\s/:]*",
    re.I,
)
_FOOTNOTE = re.compile(
    r"^\s*(?:\((?P<a>\d{1,2}|[*†‡#]+|[a-z])\)|(?P<b>[*†‡#^]+)|(?P<c>\d{1,2})\s)\s*(?P<text>\S.{15,})$", re.S
)


def opens(line: Line) -> bool:
    return is_header(line) or (is_heading(line.text) and not re.match(r"exhibit\b", line.text, re.I))


def named_row(line: Line) -> bool:
    return len(line.cells) > 1 and any(jurisdiction(cell.text) for cell in line.cells)


def footnote_in(line: Line) -> re.Match[str] | None:
    match = _FOOTNOTE.match(line.text)
    if match is None or (len(line.cells) > 2 and not is_sentence(match["text"])):
        return None
    text = match["text"]
    formed = has_form(text) and not is_sentence(text) and section_of(text) is None
    return None if formed or (match["c"] and not is_sentence(text)) else match


def footnotes(lines: list[Line]) -> dict[str, str]:
    notes: dict[str, str] = {}
    for line in lines:
        if match := footnote_in(line):
            notes.setdefault(match["a"] or match["b"] or match["c"], match["text"])
    return notes


def is_header(line: Line) -> bool:
    words = [cell.text for cell in line.cells]
    if any(re.search(r"\d", word) and not re.search(r"\(\d{1,2}\)$", word) for word in words):
        return False
    if any(
        len(word) > 130 or has_form(re.sub(r"(?i)\b(?:parent |our )?company\b|\bcompany name\b", "", word))
        for word in words
    ):
        return False
    roles = [role_of(word) for word in words]
    if len(words) == 1:
        return roles[0] in ("place", "share", "date") and line.table is not None and not is_heading(words[0])
    return (
        sum(role is not None for role in roles) >= max(1, len(words) - 1)
        and any(role in ("place", "share", "date", "holder", "relation") for role in roles[1:])
        and not any(role_of(word) is None and jurisdiction(word) for word in words)
    )


def role_of(text: str) -> str | None:
    text = re.sub(r"variable[ -]interest", "contractual", text, flags=re.I)
    for role, pattern in _HEADER_ROLES:
        if re.search(pattern, text, re.I):
            return role
    return "place" if _FRAGMENT.fullmatch(text) else None
