"""SEC Schedules 13D and 13G: who beneficially owns more than five percent of a class of an issuer's shares.

XML (``primary_doc.xml``, since December 2024) or the older cover page as HTML or text. Only a 13D in XML gives the CIK
of a reporting person; any other has an id of its own within this source (issuer and name), so it joins nobody. An older
document does not say whose shares it is about: its folder does (``<issuer's CIK>/<accession>/``), or the header of the
complete submission text file. What the percentages prove: ``_schedule13_cover.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.reading import opened
from ingest.records import Record
from ingest.source import Asserts, BadFile, Source
from ingest.sources import _schedule13_html, _schedule13_xml
from ingest.sources._edgar_filing import place_of
from ingest.sources._schedule13_cover import SCHEME, records

LARGEST = 32 * 2**20
"""Bytes of one filing, exhibits included."""


def read(path: Path) -> Iterator[Record]:
    """Issuer, reporting persons and interests of one filing. Raises BadFile for what is no such filing."""
    with opened(path) as stream:
        body = stream.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise BadFile(path, f"more than {LARGEST} bytes", hint="one filing is expected")
    place = place_of(path)
    if re.search(rb"<(?:\w+:)?edgarSubmission\b", body[:4_000]):
        filings = _schedule13_xml.covers(path, place.accession)
    else:
        try:
            markup = body.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            hint = "EDGAR serves ASCII and UTF-8; download it again"
            raise BadFile(path, "not UTF-8", where=f"byte {wrong.start}", hint=hint) from None
        filings = [_schedule13_html.cover(path, markup, place.issuer, place.accession)]
    for cover, people, refused in filings:
        yield from refused
        yield from records(cover, people, complete=not refused)


SOURCE = Source(
    id=SCHEME,
    title="SEC Schedules 13D and 13G (beneficial owners of more than five percent of a class)",
    publisher="Reporting persons, through the US Securities and Exchange Commission",
    url="https://www.sec.gov/search-filings",
    licence="Public filings (filers' text)",
    grade="A",
    rank=4,
    figures="rounded",
    promised_age_days=550,
    files=(
        "primary_doc.xml",
        "*chedule13*.xml",
        "*chedule13*.htm*",
        "*C-13[DG]*.htm*",
        "*C13[DG]*.htm*",
        "*13[DG]*.txt",
    ),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100}),
)
