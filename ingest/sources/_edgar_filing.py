"""What EDGAR's readers share: whose filing a path names, its address, long dates, and names as ids of one filing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest import identifiers
from ingest.records import Identifier

_ACCESSION = re.compile(r"(\d{10})-?(\d{2})-?(\d{6})")
_FOLDER = re.compile(r"(\d{10})(?:_.*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+(\d{1,2}),?\s+(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Place:
    """The issuer and the accession number ("0001193125-23-116470") that a path names, as far as it does."""

    issuer: Identifier | None
    accession: str | None

    @property
    def year(self) -> int | None:
        """The year of the accession number: a filing is never older."""
        if self.accession is None:
            return None
        number = int(self.accession[11:13])
        return 1900 + number if number >= 93 else 2000 + number


def place_of(path: Path) -> Place:
    """``<10-digit CIK>[_ticker]/<accession>/file``, or a file whose name holds the accession number."""
    parents = [folder.name for folder in list(path.absolute().parents)[:2]]
    folder = next((match for name in parents if (match := _FOLDER.fullmatch(name))), None)
    accession = next((match for name in parents if (match := _ACCESSION.fullmatch(name))), None)
    accession = accession or re.search(r"(?<!\d)(\d{10})-?(\d{2})-?(\d{6})(?!\d)", path.name)
    return Place(
        identifiers.cik(folder[1]) if folder else None,
        "-".join((accession[1], accession[2], accession[3])) if accession else None,
    )


def address(issuer: Identifier, accession: str | None, form: str) -> str:
    """Where the public reads the filing; without its number, the issuer's filings of that form."""
    if accession is None:
        return f"https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={issuer.value}&type={form}"
    return f"https://www.sec.gov/Archives/edgar/data/{int(issuer.value)}/{accession.replace('-', '')}/"


def long_date(text: str) -> date | None:
    """The first "January 5, 2024" in ``text``."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), _MONTHS.index(match[1].lower()) + 1, int(match[2]))
    except ValueError:
        return None


def plain_name(name: str) -> str:
    """The name without case, marks and spaces at its edges: one id for the same party of one issuer's filings."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.sub(r"[^\w\s]+|_", " ", re.sub(r"(?<=\w)[.'’](?=\w)", "", text)).split())[:150]


def above(lines: list[str], label: str) -> str:
    """What stands above a cover page's "(Label", or before it in the same line; ``label`` in lower case."""
    for number, line in enumerate(lines):
        before, found, _ = re.sub(r"\s+", " ", line.casefold()).partition(f"({label}")
        if found:
            return line[: len(before)].strip(" *") or (lines[number - 1].strip(" *") if number else "")
    return ""
