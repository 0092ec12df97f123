"""The FCC's covered list: equipment and services that are deemed a risk to national security, by who makes them.

The list is sentences: "Telecommunications equipment produced by X, including ...". The party is what stands behind
"by". Entries that name no party but an origin ("routers produced in a foreign country") list nobody; a sentence that
is neither is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record, Refused
from ingest.sources._lists import Programme, restricted_list
from ingest.sources._tables import table
from ingest.sources._transcribed import day, tell

ID, LIST = "us_fcc_covered", "us-fcc-covered"
_WHAT, _WHEN = "covered_equipment_or_services", "date_of_inclusion_on_covered_list"
_ORIGIN = re.compile(r"(?i)foreign-produced\b|[^.]{0,80}produced in a foreign country")
_MAKER = re.compile(
    r"\b(?:produced|provided|supplied, directly or indirectly,) by "
    r"(.+?)(?:,? (?:including|to the extent|subject to|or any of)\b|\.?$)"
)
_AND = re.compile(r" and its (?:wholly-owned )?subsidiar(?:y|ies) ")


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    for row in table(path, ",", (_WHAT, _WHEN)):
        if isinstance(row, Refused):
            yield row
            continue
        text = " ".join(row[_WHAT].split())
        if _ORIGIN.match(text):
            continue
        match = _MAKER.search(text)
        try:
            listed = day(row[_WHEN].partition("Updated")[0])
            if match is None:
                raise ValueError(f"it names no maker: {text[:80]!r}")
        except ValueError as wrong:
            yield Refused(row.where, str(wrong), raw=row.raw)
            continue
        for name in _AND.split(match[1]):
            yield from tell(ID, LIST, name, "company", Programme("Covered list", listed), text)


SOURCE = restricted_list(
    id=ID,
    title="FCC: covered list",
    publisher="US Federal Communications Commission",
    url="https://www.fcc.gov/supplychain/coveredlist",
    licence="Public domain (US government work)",
    promised_age_days=200,
    files=("*fcc_covered*.csv",),
    read=read,
    lists=(LIST,),
)
