"""SEC Exhibits 8.1, 8 and 21: a filer's list of its subsidiaries and variable interest entities, HTML as filed.

Path: ``<cik>_<ticker>/<accession>/EX-*.htm``; a document does not say whose it is. The layout is free, so reading
is by wording and careful (``_exhibit_*.py``). A list holds significant subsidiaries only: a company that is missing
from the next one was not necessarily sold, so nothing is ever closed here.

``published`` is the day in the document's own creation comment where it has one that fits the accession number's year,
else the first of January of that year: a filing is never older than its accession number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from ingest.records import Record, Refused
from ingest.source import Asserts, BadFile, Source
from ingest.sources._exhibit_claims import SCHEME, Filing, records
from ingest.sources._exhibit_lines import TooLong, lines_of, text_of_document
from ingest.sources._exhibit_rows import companies_in

LARGEST = 8 * 2**20
"""Bytes of one exhibit; the largest of 1,044 real ones has 0.4 MB."""

_ACCESSION = re.compile(r"(\d{10})-(\d{2})-(\d{6})")
_FOLDER = re.compile(r"(\d{10})(?:_.*)?")
_CREATED = re.compile(r"Created on: (\d{1,2})/(\d{1,2})/(\d{4})")
_FILENAME = re.compile(r"^<FILENAME>([\w.-]+)\s*$", re.M)
_LAYOUT = "put it at <10-digit CIK>_<ticker>/<accession number>/EX-8.1.htm"


def read(path: Path) -> Iterator[Record]:
    """Parties and interests of one exhibit. Raises BadFile for what is no whole exhibit or has no known filer."""
    accession = _ACCESSION.fullmatch(path.absolute().parent.name)
    folder = _FOLDER.fullmatch(path.absolute().parent.parent.name)
    if accession is None or folder is None:
        raise BadFile(path, "the path names no filer and filing", hint=_LAYOUT)
    markup = _markup(path)
    filing = _filing(folder[1], accession, markup)
    try:
        exhibit = companies_in(lines_of(text_of_document(markup)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reason = str(error) if isinstance(error, TooLong) else f"not readable as HTML ({error})"
        raise BadFile(path, reason, hint="is this the exhibit as filed?") from None
    if not exhibit.listed:
        yield Refused(filing.accession, "no subsidiary could be read from the exhibit", record=filing.accession)
    yield from records(exhibit, filing)


def _markup(path: Path) -> str:
    size = path.stat().st_size
    if size > LARGEST:
        raise BadFile(path, f"{size} bytes, more than {LARGEST}", hint="one exhibit is expected, not a whole filing")
    body = path.read_bytes()
    if not body.strip():
        raise BadFile(path, "empty file", hint="download it again")
    if body[:2] in (b"\x1f\x8b", b"PK") or b"\x00" in body:
        raise BadFile(path, "binary, not HTML", hint="unpack it first; UTF-16 is not what EDGAR serves")
    try:
        markup = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "EDGAR serves ASCII and UTF-8; download the exhibit again without conversion"
        raise BadFile(path, "not UTF-8", where=f"byte {error.start}", hint=hint) from None
    if markup.lstrip().startswith("<DOCUMENT>") and "</DOCUMENT>" not in markup:
        raise BadFile(path, "truncated: </DOCUMENT> is missing", hint="download it again")
    if not re.search(r"<(?:html|body|p|div|table|td)\b", markup, re.I):
        raise BadFile(path, "no HTML in it", hint="expected an exhibit as filed, in HTML")
    return markup


def _filing(cik: str, accession: re.Match[str], markup: str) -> Filing:
    number = int(accession[2])
    year = 1900 + number if number >= 93 else 2000 + number
    created = _CREATED.search(markup[:4_000])
    published = date(year, 1, 1)
    if created and int(created[3]) == year:
        try:
            published = date(year, int(created[1]), int(created[2]))
        except ValueError:
            published = date(year, 1, 1)
    filename = _FILENAME.search(markup[:1_000])
    base = f"https://www.sec.gov/Archives/edgar/data/{int(cik)}/{accession[0].replace('-', '')}/"
    return Filing(cik, accession[0], published, base + (filename[1] if filename else ""))


SOURCE = Source(
    id=SCHEME,
    title="SEC Exhibits 8.1 and 21 (lists of subsidiaries)",
    publisher="Filers, through the US Securities and Exchange Commission",
    url="https://www.sec.gov/search-filings",
    licence="Public filings (filers' text)",
    grade="A",
    rank=4,
    figures="rounded",
    promised_age_days=550,
    files=("EX-8*.htm", "EX-8*.html", "EX-21*.htm", "EX-21*.html"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, fill={"name": 100}, max_refused=5),
)
