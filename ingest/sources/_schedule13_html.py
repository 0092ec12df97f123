"""Schedules 13D and 13G before December 2024: cover pages as HTML or plain text, read by their printed row labels."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ingest import identifiers
from ingest.jurisdictions import jurisdiction
from ingest.records import Identifier, Refused
from ingest.source import BadFile
from ingest.sources._edgar_filing import above, address, long_date
from ingest.sources._exhibit_lines import TooLong, clean, lines_of, text_of_document
from ingest.sources._schedule13_cover import Cover, Person, amount_of, names_several_classes

_FORM = re.compile(r"SCHEDULE\s*13([DG])(/A)?", re.I)
_PEOPLE = re.compile(r"NAMES?\s+OF\s+REPORTING\s+PERSONS?\b[:.]?", re.I)
_IRS = re.compile(
    r"(?i)[/.\s(]*(?:S\.?S\.?\s*OR\s*)?I\.?R\.?S\.?\s+IDENTIFICATION\s+NO(?:S|\(S\))?\.?\s*OF\s+(?:THE\s+)?ABOVE\s+PERSONS?"
    r"(?:\s*\(ENTITIES ONLY\))?[:.]?|\b\d{2}-\d{7}\b"
)
_LABELS = {
    "place": r"CITIZENSHIP\s+OR\s+PLACE\s+OF\s+ORGANI[ZS]ATION",
    "sole_votes": r"SOLE\s+VOTING\s+POWER",
    "shared_votes": r"SHARED\s+VOTING\s+POWER",
    "sole_disposal": r"SOLE\s+DISPOSITIVE\s+POWER",
    "shared_disposal": r"SHARED\s+DISPOSITIVE\s+POWER",
    "amount": r"AGGREGATE\s+AMOUNT\s+BENEFICIALLY\s+OWNED\s+BY\s+EACH\s+(?:REPORTING\s+)?PERSON",
    "box": r"CHECK\s+(?:BOX\s+)?IF\s+THE\s+AGGREGATE\s+AMOUNT",
    "percent": r"PERCENT\s+OF\s+CLASS\s+REPRESENTED\s+BY\s+AMOUNT\s+IN\s+ROW\s*\(?\d{1,2}\)?",
    "types": r"TYPE\s+OF\s+REPORTING\s+PERSON(?:\s*\(SEE INSTRUCTIONS\))?",
}
_BESIDE = re.compile(r"(?:\s+(?:NUMBER|OF|SHARES|BENEFICIALLY|OWNED|BY|EACH|REPORTING|PERSONS?|WITH)\b:?)+$")
_TYPES = re.compile(r"\b(?:BD|BK|IC|IV|IA|EP|HC|SA|CP|CO|PN|IN|OO|FI)\b")
_TICKED = re.compile(r"(?i)to\s+report\s+the\s+fact\b.{0,200}?check\s+the\s+following[\s:.]*(?:[☒☑þýx✓]|\[\s*x\s*\])")
_SUBJECT = re.compile(r"SUBJECT COMPANY:.*?CENTRAL INDEX KEY:\s*(\d{1,10})", re.S)
_MARKUP = re.compile(r"<(?:p|div|table|td|br)\b", re.I)


def cover(
    path: Path, markup: str, issuer: Identifier | None, accession: str | None
) -> tuple[Cover, list[Person], list[Refused]]:
    """The cover page, its persons, and those that could not be read. Raises BadFile where nothing names the issuer."""
    header = _SUBJECT.search(markup[:20_000])
    issuer = issuer or (identifiers.cik(header[1]) if header else None)
    if issuer is None:
        hint = "put it at <10-digit CIK of the issuer>/<accession number>/, or use the complete submission text file"
        raise BadFile(path, "the document does not say the issuer's CIK", hint=hint)
    lines = _lines(path, text_of_document(markup))
    text = " ".join(lines)
    form = _FORM.search(text)
    name, title = above(lines, "name of issuer"), above(lines, "title of class of securities")
    event = long_date(above(lines, "date of event"))
    if form is None or not name or not title or event is None:
        raise BadFile(path, "no cover page of a Schedule 13D or 13G", hint="expected the filing's main document")
    people: list[Person] = []
    refused: list[Refused] = []
    for number, section in enumerate(_PEOPLE.split(text)[1:], 1):
        if re.search(_LABELS["sole_votes"], section, re.I) is None:
            continue  # the words in a sentence, not the row of a cover page
        where = f"reporting person {number}"
        try:
            people.append(_person(section, where))
        except ValueError as wrong:
            refused.append(Refused(where, str(wrong), raw=section[:2_000]))
    if not people and not refused:
        raise BadFile(path, "no reporting person on the cover page", hint="Is it a whole Schedule 13D or 13G?")
    amended = re.search(r"(?i)\(?amendment\s+no\.?\s*(\d{1,3})", text[:4_000])
    found = Cover(
        form=f"SCHEDULE 13{form[1].upper()}{'/A' if form[2] or amended else ''}",
        issuer=issuer,
        issuer_name=name,
        title=title,
        cusip=above(lines, "cusip number"),
        event=event,
        signed=_signed(text),
        amendment=int(amended[1]) if amended else 0,
        several_classes=names_several_classes(title, text),
        ceased=bool(_TICKED.search(text)),
        total=None,
        url=address(issuer, accession, "SC+13"),
    )
    return found, people, refused


def _lines(path: Path, document: str) -> list[str]:
    if not _MARKUP.search(document):
        return [line for line in (clean(line) for line in document.splitlines()) if line]
    try:
        return [line.text for line in lines_of(document)]
    except (TooLong, ValueError) as wrong:
        raise BadFile(path, f"not readable as HTML ({wrong})", hint="is this the document as filed?") from None


def _person(section: str, where: str) -> Person:
    places = {name: re.search(pattern, section, re.I) for name, pattern in _LABELS.items()}
    missing = [name for name, match in places.items() if match is None and name != "box"]
    if missing:
        raise ValueError(f"rows of the cover page are missing: {', '.join(missing)}")
    starts = sorted(match.start() for match in places.values() if match)
    values: dict[str, str] = {}
    for field, match in places.items():
        if match:
            end = min((start for start in starts if start > match.start()), default=match.end() + 60)
            values[field] = re.sub(r"^[\s:.]+", "", section[match.end() : end]).strip()
    name = re.split(r"(?i)\s*\(?2?\)?\.?\s*CHECK\s+THE\s+APPROPRIATE\s+BOX", section, maxsplit=1)[0]
    place = re.split(r"(?i)\bNUMBER\s+OF\b", values["place"], maxsplit=1)[0].strip(" .")
    place = re.sub(r"^(?:State of|the)\s+", "", re.sub(r"\s+\(?\d\)?\.?$", "", place))
    return Person(
        where=where,
        name=re.sub(r"\s+", " ", re.sub(r"\s+\(?2\)?\.?$", "", _IRS.sub(" ", name))).strip(" :*/"),
        cik=None,
        place=jurisdiction(place),
        place_stated=place,
        types=tuple(dict.fromkeys(_TYPES.findall(values["types"][:60]))),
        sole_votes=amount_of(_value(values["sole_votes"])),
        shared_votes=amount_of(_value(values["shared_votes"])),
        shared_disposal=amount_of(_value(values["shared_disposal"])),
        amount=amount_of(_value(values["amount"])),
        percent=_value(values["percent"]).removesuffix("%").strip(),
    )


def _value(text: str) -> str:
    """The figure of a row without notes in brackets and the number of the row that follows it."""
    while (shorter := re.sub(r"\([^()]*\)", " ", text)) != text:
        text = shorter
    text = text.strip()
    text = re.sub(r"(?<=\S)\s+\(?\d{1,2}\)?\.?$", "", text)
    text = _BESIDE.sub("", text)
    return re.sub(r"(?i)\s*\bshares?\b.*$", "", text).strip()


def _signed(text: str) -> date | None:
    """The last day beside a "Date:"; the signatures' and the joint filing agreement's."""
    days = [long_date(found[1]) for found in re.finditer(r"(?i)\bdated?\s*:\s*(?:as of\s*)?(.{8,30})", text)]
    return max((day for day in days if day), default=None)
