"""SEC Form 20-F, the annual report of a foreign issuer: its cover and its table of major shareholders, HTML as filed.

The cover gives dated seats: the jurisdiction of incorporation and the address of the principal executive offices. The
table (Item 6.E or 7.A) gives directors, officers and holders of five percent or more, shares and votes apart; the rest
of the document is not read. Whose it is, is said by its folder (``<CIK>/<accession>/``) or, since 2019, by itself.
What the percentages prove: ``_form20f_claims.py``. Holders have ids of their own within this source and join nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from ingest import identifiers
from ingest.reading import opened
from ingest.records import Identifier, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source
from ingest.sources._edgar_filing import Place, address, place_of
from ingest.sources._exhibit_lines import Line, TooLong, lines_of, text_of_document
from ingest.sources._form20f_claims import SCHEME, records
from ingest.sources._form20f_cover import Cover, cover_of
from ingest.sources._form20f_table import table_of

LARGEST = 64 * 2**20
"""Bytes of one document, unpacked; the real ones have four million."""
_OWN_CIK = re.compile(r'name="dei:EntityCentralIndexKey"[^>]*>\s*(?:<[^>]*>\s*)*(\d{10})\s*<')
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(path: Path) -> Iterator[Record]:
    """The issuer with its seats, then holders and their interests. Raises BadFile for what is no whole 20-F."""
    markup, place = _markup(path), place_of(path)
    issuer = _issuer(path, place, markup)
    lines = _lines(path, markup)
    cover = cover_of(lines)
    if cover is None:
        raise BadFile(path, "no cover of a Form 20-F", hint="expected the main document of the filing, as filed")
    published = _published(path, cover, place)
    url = address(issuer, place.accession, "20-F")
    yield from _party(cover, issuer, published, url)
    table = table_of(lines)
    if table is None:
        yield Refused("Item 7", "no table of beneficial ownership was found", record=issuer.value)
    else:
        yield from records(table, issuer, published, url)


def _party(cover: Cover, issuer: Identifier, published: date, url: str) -> Iterator[Record]:
    seats = []
    if cover.incorporated:
        seats.append(Seat("incorporation", cover.incorporated, cover.incorporated_stated))
    if cover.offices:
        seats.append(Seat("principal_executive", cover.offices, cover.offices_stated, valid_from=published))
    for name, place, stated in (
        ("jurisdiction of incorporation", cover.incorporated, cover.incorporated_stated),
        ("address of principal executive offices", cover.offices, cover.offices_stated),
    ):
        if place is None:
            yield Refused("cover", f"no place is certain in the {name}", record=f"issuer:{issuer.value}", raw=stated)
    yield PartyRecord(
        record=f"issuer:{issuer.value}",
        id=issuer,
        kind="company",
        name=cover.name,
        seats=tuple(seats),
        published=published,
        url=url,
    )


def _markup(path: Path) -> str:
    with opened(path) as stream:
        try:
            body = stream.read(LARGEST + 1)
        except (EOFError, OSError) as wrong:
            raise BadFile(path, f"a broken archive: {wrong}", hint="fetch it again") from None
    if len(body) > LARGEST:
        raise BadFile(path, f"more than {LARGEST} bytes", hint="one document is expected")
    try:
        markup = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        hint = "EDGAR serves ASCII and UTF-8; download it again"
        raise BadFile(path, "not UTF-8", where=f"byte {wrong.start}", hint=hint) from None
    wrapped = markup.lstrip().startswith("<DOCUMENT>")
    if (wrapped and "</DOCUMENT>" not in markup) or (not wrapped and not re.search(r"(?i)</html>", markup)):
        raise BadFile(path, "truncated: its end is missing", hint="download it again")
    return markup


def _issuer(path: Path, place: Place, markup: str) -> Identifier:
    match = _OWN_CIK.search(markup)
    own = identifiers.cik(match[1]) if match else None
    if own and place.issuer and own != place.issuer:
        raise BadFile(
            path, f"its folder says {place.issuer.key}, the document {own.key}", hint="put it in its own folder"
        )
    issuer = own or place.issuer
    if issuer is None:
        raise BadFile(path, "nothing names the filer's CIK", hint="put it at <10-digit CIK>/<accession number>/")
    return issuer


def _lines(path: Path, markup: str) -> list[Line]:
    try:
        return lines_of(text_of_document(_DECLARATION.sub("", markup)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as wrong:
        reason = str(wrong) if isinstance(wrong, TooLong) else f"not readable as HTML ({wrong})"
        raise BadFile(path, reason, hint="is this the document as filed?") from None


def _published(path: Path, cover: Cover, place: Place) -> date:
    """The day of the signature; one of another year than the accession number's is a slip."""
    if cover.signed and place.year in (None, cover.signed.year):
        return cover.signed
    if place.year is None:
        raise BadFile(path, "neither signed nor dated", hint="put it in a folder named by its accession number")
    return date(place.year, 1, 1)


SOURCE = Source(
    id=SCHEME,
    title="SEC Form 20-F (covers and tables of major shareholders)",
    publisher="Filers, through the US Securities and Exchange Commission",
    url="https://www.sec.gov/search-filings",
    licence="Public filings (filers' text)",
    grade="A",
    rank=3,
    figures="rounded",
    promised_age_days=550,
    files=("*20-F*.htm*", "*20f*.htm*"),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100}, max_refused=20),
)
