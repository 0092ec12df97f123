"""The lines of an exhibit to the companies it lists: sections, header rows, columns, footnotes.

What a line is, is decided by its content first (a place, a share, a company) and by its column's header second,
because headers and rows seldom share a grid. A line that is no company is passed over in silence unless it
carries a place or a share: then it is handed back as unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.jurisdictions import jurisdiction
from ingest.sources._exhibit_holdings import ended
from ingest.sources._exhibit_layout import footnote_in, footnotes, is_header, named_row, opens, role_of
from ingest.sources._exhibit_lines import Cell, Line
from ingest.sources._exhibit_words import (
    Named,
    Section,
    has_form,
    is_heading,
    is_name,
    is_sentence,
    named,
    section_of,
    strip_numbering,
)

_DATE = re.compile(
    r"(?:\d{1,2}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)[a-z]*\.?\s*\d{0,2},?\s*\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d\d",
    re.I,
)
_NUMBER = re.compile(
    r"(?:\(?\d{1,3}(?:\.\d{1,3})*[.)]?|[•●·▪■◦‣○§\-–—*†‡#^]+|\(?[ivxIVX]{1,5}[.)]|[A-Za-z][.)]|\([a-z]\))"
)
_SHARE = re.compile(
    r"\d\s*%|wholly|majority[ -]owned|\bsubsidiary of|owned by|held by|acts? as (?:the )?(?:GP|LP"
    r"|general)|\bby (?:VIE|the)\b",
    re.I,
)
_RELATION = re.compile(
    r"^(?:an? )?(?:VIEs?|variable interest|consolidated affiliated|controlled|contractual|subsidiary"
    r"|affiliate|joint venture)\b",
    re.I,
)
_BARE = re.compile(r"\d{1,9}(?:\.\d{1,12})?")
_UNDER = re.compile(
    r"^\W*(?:[\w-]+ ){0,4}(?:subsidiar\w+|entit\w+|compan\w+|schools?)(?: \w+){0,2} (?:of|held by"
    r"|owned by|under|controlled by)\s+(?P<holder>.+?)\W*$",
    re.I,
)
_TITLE_OF = re.compile(r"(?:subsidiar|entit|VIE)\w*(?: \w+){0,3}? of\s+(?P<issuer>[A-Z].+?)[*\s\d()]*$", re.I)
_SELF = re.compile(
    r"^(?:the |our )?(?:registrant|company|group|issuer|us|we)\b|^(?:variable|vie|consolidated"
    r"|affiliated|contract)",
    re.I,
)
_BRACKETS_FIRST = re.compile(r"[(（][^()（）]+[)）]\s*[^\s()（）]")  # "(USA) Delaware"
_CHINESE_ONLY = re.compile(r"[\u3400-\u9fff\s()（）·*]{4,}")
_ALL_OWNED = re.compile(r"^(?:\w+[ -])?(?P<share>wholly[ -]owned|100 ?% owned) subsidiar\w+\W*$", re.I)
_STATED_SENTENCE = re.compile(
    r"^(?P<name>.+?)(?:\s*[(（][“\"](?P<alias>[^”\"]+)[”\"][)）])?,? is an? (?P<place>.+?) (?:company"
    r"|corporation)\b(?P<rest>.*)$"
)


@dataclass(slots=True)
class Listed:
    """One company as the exhibit lists it. ``relation`` are the words on who holds it; ``words`` the whole line."""

    company: Named
    section: Section
    place: str = ""
    relation: str = ""
    words: str = ""
    under: str = ""


@dataclass(slots=True)
class Exhibit:
    """``issuer_names``: how the exhibit calls its filer; ``unread``: lines with data but without a name we trust."""

    listed: list[Listed] = field(default_factory=list)
    issuer_names: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def companies_in(lines: list[Line]) -> Exhibit:
    """Reads the lines in order."""
    reader = _Reader(footnotes(lines))
    body = [line for line in lines if not (footnote_in(line) and not named_row(line))]
    start = next((n for n, line in enumerate(body) if opens(line)), 0)
    before = sum(has_form(line.text) and not is_sentence(line.text) for line in body[:start])
    reader.start = start if before <= 2 else 0  # the filer's own name stands above the title, a list does not
    for number, line in enumerate(body):
        reader.take(number, line)
    return reader.exhibit


class _Reader:
    def __init__(self, notes: dict[str, str]) -> None:
        self.notes = notes
        self.exhibit = Exhibit()
        self.section: Section = "subsidiary"
        self.under = ""
        self.owned = ""
        self.columns: list[tuple[str, Cell]] = []
        self.header_table: int | None = None
        self.start = 0
        self.in_header = False
        self.title_open = False

    def take(self, number: int, line: Line) -> None:
        if is_header(line):
            self._header(line)
            return
        self.in_header = False
        text = line.text
        if self.title_open and len(line.cells) == 1 and has_form(text) and not self.exhibit.listed:
            self.exhibit.issuer_names.append(named(text).name)  # "LIST OF SUBSIDIARIES OF" / "QUDIAN INC."
            self.title_open = False
            return
        self.title_open = False
        cells = [cell for cell in line.cells if not _NUMBER.fullmatch(cell.text)]
        if len(cells) == 1 and is_heading(strip_numbering(cells[0].text)):
            self._heading(strip_numbering(cells[0].text))
        elif number < self.start:
            if len(cells) == 1 and has_form(text) and not is_sentence(text):
                self.exhibit.issuer_names.append(named(text).name)  # the filer's own name above the title
        elif cells:
            self._row(line, cells)

    def _header(self, line: Line) -> None:
        if not self.in_header:
            self.columns = []
        for cell in line.cells:
            if role := role_of(cell.text):
                self.columns.append((role, cell))
        self.header_table, self.in_header = line.table, True
        section = section_of(line.cells[0].text) if role_of(line.cells[0].text) in ("name", "share", None) else None
        if section:
            self.section, self.under, self.owned = section, "", ""

    def _heading(self, text: str) -> None:
        if re.match(r"exhibit\s+\d", text, re.I) and len(text) < 14:
            return
        self.title_open = bool(re.search(r"\bof$", text, re.I))
        if (match := _TITLE_OF.search(text)) and has_form(match["issuer"]) and not self.exhibit.listed:
            self.exhibit.issuer_names.append(named(match["issuer"]).name)
        if section := section_of(text):
            self.section, self.under, self.owned = section, "", ""
            if owned := _ALL_OWNED.match(text):
                self.owned = owned["share"]
            under = _UNDER.match(text)
            if under and self.exhibit.listed and not _SELF.match(under["holder"]):
                self.under = under["holder"]

    def _row(self, line: Line, cells: list[Cell]) -> None:
        if len(cells) == 1 and len(cells[0].parts) > 1 and all(is_name(named(part).name) for part in cells[0].parts):
            for part in cells[0].parts:
                self._add(Line((Cell(part, 0, 0),), line.table), part, "", "", False)
            return
        if self.exhibit.listed and _CHINESE_ONLY.fullmatch(line.text):
            before = self.exhibit.listed[-1]
            other = (*before.company.other_names, line.text.strip("()（） "))
            before.company = replace(before.company, other_names=other)
            return
        if len(cells) == 1 and (match := _STATED_SENTENCE.match(strip_numbering(cells[0].text))):
            self._sentence(match, line)
            return
        rest: list[str] = []
        holders: list[str] = []
        place, name, further = "", "", []
        for cell in cells:
            role = self._column_role(line, cell)
            text = cell.text
            if _DATE.fullmatch(text) or role in ("date", "activity"):
                continue
            if not name and role != "place" and self._can_name(text, role, len(cells)):
                name = text
            elif name and _CHINESE_ONLY.fullmatch(text):
                name = f"{name} {text}"
            elif role == "chinese" or re.fullmatch(r"N/?A\.?|none|[-–—]+|nil", text, re.I):
                continue
            elif role == "holder" and not _SHARE.search(text):
                holders.append(f"held by {text}")  # last, so that a share in a later column is this holder's
            elif _SHARE.search(text) or _RELATION.match(text) or role == "relation":
                rest.append(text)
            elif role == "share" and _BARE.fullmatch(text):
                rest.append(f"{text}%")
            elif not place and _BRACKETS_FIRST.match(text) and jurisdiction(text):
                place = text
            elif not place and jurisdiction(text.strip("()")):
                place = text.strip("()")
            elif role == "place" and not place:
                place = text
            elif has_form(text) and rest:
                rest.append(text)
            elif is_name(text):
                further.append(text)
            else:
                rest.append(text)
        data = bool(place or any(_SHARE.search(text) for text in rest))
        self._add(line, name, place, " ".join(rest + holders), data)
        for text in further:
            self._add(line, text, "", "", False)

    def _can_name(self, text: str, role: str | None, width: int) -> bool:
        if _SHARE.search(text) and not has_form(text.split("%")[0]) and re.match(r"\s*(?:\d|wholly)", text, re.I):
            return False
        return (
            bool(re.search(r"[^\W\d_]{2}", text))
            and (role in ("name", None) or not self.columns)
            and not (width > 1 and role is None and jurisdiction(text) and not has_form(text))
        )

    def _column_role(self, line: Line, cell: Cell) -> str | None:
        best, overlap = None, 0
        for role, header in self.columns:
            common = min(cell.last, header.last) - max(cell.first, header.first) + 1
            if common > overlap:
                best, overlap = role, common
        if best is None and self.columns and line.table is not None:
            before = [(header.first, role) for role, header in self.columns if header.first <= cell.first]
            best = max(before)[1] if before and cell.first > 0 else None
        return best

    def _sentence(self, match: re.Match[str], line: Line) -> None:
        company = named(match["name"])
        if not is_name(company.name):
            return
        place = match["place"] if jurisdiction(match["place"]) else "PRC" if match["place"] == "Chinese" else ""
        if match["alias"]:
            company = Named(
                company.name, company.place, company.other_names, (*company.aliases, match["alias"]), company.marks
            )
        self.exhibit.listed.append(
            Listed(company, self.section, place, match["rest"].strip(" ,"), line.text, self.under)
        )

    def _add(self, line: Line, text: str, place: str, relation: str, data: bool) -> None:
        text, tail = _cut_relation(text)
        company = named(text)
        place = place or company.place
        relation = " ".join(part for part in (relation, tail) if part) or self.owned
        if not company.name or not is_name(company.name, listed=data or bool(company.place)):
            if data and text and not re.match(r"total\b|page\b", text, re.I):
                self.exhibit.unread.append(line.text)
            return
        if self.exhibit.issuer_names and company.name in self.exhibit.issuer_names and not data:
            return
        notes = " ".join(self.notes[mark] for mark in company.marks if mark in self.notes)
        section = self.section
        for words in (relation, notes):
            section = _row_section(words, section)
        relation = f"{relation} ; {notes}" if _speaks_of_one(notes) else relation
        self.exhibit.listed.append(Listed(company, section, place, relation.strip(" ;"), line.text, self.under))


def _cut_relation(text: str) -> tuple[str, str]:
    """ "X Ltd., incorporated in Panama; 50% interest" and "X Ltd. (a wholly owned subsidiary of Y)"."""
    match = re.search(
        r"\s*(?:[,;:(–—-]|\s)\s*(?:\(?an? |is )?(?:transferred (?:on|to)|only through|no longer"
        r"|deregistered|disposed|dissolved|indirect subsidiar|\d{1,3}(?:\.\d+)?\s*%|wholly[ -]owned"
        r"|majority[ -]owned|subsidiary of|variable interest entit|VIE\b|a VIE\b).*$",
        text,
        re.I,
    )
    if match is None or match.start() < 4 or not has_form(text[: match.start()]):
        return text, ""
    return text[: match.start()], match[0].strip(" ,;:()–—-")


def _row_section(words: str, section: Section) -> Section:
    if not words:
        return section
    said = section_of(words)
    short = len(words) < 60
    if said in ("vie", "vie_subsidiary") and (
        short or "contractual" in words.lower() or re.match(r"(?i)an? vie|(?:the )?consolidated v", words)
    ):
        return said
    if said in ("associate", "mixed_associate") and short:
        return "associate"
    if said == "subsidiary" and short and section == "mixed" and re.search(r"(?i)subsidiar|owned", words):
        return "subsidiary"
    return section


def _speaks_of_one(note: str) -> bool:
    return bool(re.search(r"held (?:directly )?by|owned (?:subsidiary|by)|contractual", note, re.I)) or ended(note)
