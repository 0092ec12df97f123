"""The SEC's ``company_tickers.json``: names and ticker symbols of filers, by CIK.

A symbol tells that something of the filer is traded in the United States: a share, a unit, a depositary receipt, on an
exchange or over the counter; the file does not say which. So it is a notice and clears nobody, and by itself it makes
nobody "listed". The file is small (about 10,000 symbols), undated, and one JSON object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest import identifiers
from ingest.reading_json import objects
from ingest.records import Identifier, NoticeRecord, PartyRecord, Record, Refused
from ingest.source import Asserts, BadFile, Source

CODE = "US_TICKER"
"""Of the notices; their words are the symbol."""
_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,9}")


def read(path: Path) -> Iterator[Record]:
    """One party a filer, one notice a symbol. Raises BadFile for another shape of file."""
    names: dict[Identifier, str] = {}
    for located in objects(path):
        if isinstance(located, Refused):
            raise BadFile(path, located.reason, where=located.where)
        if not located.value or not all(isinstance(entry, dict) for entry in located.value.values()):
            raise BadFile(path, "not an object of numbered entries", hint="expected the SEC's company_tickers.json")
        for number, entry in located.value.items():
            cik = identifiers.cik(str(entry.get("cik_str", "")))
            name, symbol = str(entry.get("title", "")).strip(), str(entry.get("ticker", "")).strip().upper()
            if cik is None or not name or not _SYMBOL.fullmatch(symbol):
                yield Refused(f"entry {number}", "no CIK, name or symbol", raw=str(entry)[:500])
                continue
            url = f"https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={cik.value}"
            if cik not in names:
                names[cik] = name
                yield PartyRecord(record=f"CIK{cik.value}", id=cik, kind="company", name=name, url=url)
            elif names[cik] != name:
                yield Refused(f"entry {number}", f"{cik.key} has two names", raw=str(entry)[:500])
                continue
            yield NoticeRecord(f"{cik.value}:{symbol}", cik, CODE, url=url, stated=symbol)


SOURCE = Source(
    id="sec_tickers",
    title="SEC company tickers (names and ticker symbols by CIK)",
    publisher="US Securities and Exchange Commission",
    url="https://www.sec.gov/files/company_tickers.json",
    licence="US public domain (SEC data)",
    grade="A",
    rank=6,
    figures="none",
    promised_age_days=100,
    files=("company_tickers*.json*",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100}, max_refused=1),
    whole=True,
)
