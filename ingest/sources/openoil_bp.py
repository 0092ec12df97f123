"""OpenOil: the group of BP p.l.c. out of its annual return, as dated states of one table (``BP_ownership_<day>.csv``).

What is decided here:
- ``immediate`` is what the parent holds, rounded as printed, with a decimal point or a comma. ``ultimate`` is BP's
  share multiplied down the chain: a result and no holding, kept in the words alone.
- The day in the file's name is when the table said so; ``source_date`` is that of the return. A newer state ends what
  it lacks (``Source.whole``).
- Names with a comma that nobody quoted shift their row: the figure is then a word, and the row is refused. A seventh of
  the state of 2014-07-11 is so.
- BP itself stands in later states without a parent: a party and no interest. Rows have cells beyond the last column.
- Companies are their names within this source. OpenCorporates ids were matched by hand and join nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cypher.quantity import BadFigure, Share, rounded
from ingest.jurisdictions import jurisdiction
from ingest.reading import utc_day
from ingest.records import Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source
from ingest.sources._tables import Line, table

ID = "openoil_bp"


def read(path: Path) -> Iterator[Record]:
    """Each company with its seat, its parent, and what the parent holds."""
    match = re.search(r"(20\d\d)(\d\d)(\d\d)", path.name)
    if match is None:
        raise BadFile(path, "no day in the file's name", hint="Call it BP_ownership_20140819.csv.")
    published = utc_day("-".join(match.groups()))
    for row in table(
        path, ",", ("company", "immediate", "parent", "ultimate", "jurisdiction", "source_url"), surplus=True
    ):
        if isinstance(row, Refused):
            yield row
            continue
        try:
            records = list(_row(row, published))
        except ValueError as wrong:
            yield Refused(row.where, str(wrong), record=row["company"][:100] or None, raw=row.raw)
            continue
        yield from records


def _row(row: Line, published: date | None) -> Iterator[Record]:
    company, parent = _name(row["company"]), _name(row["parent"])
    where = row["jurisdiction"]
    is_head = not parent and not row["immediate"]
    figure = None if is_head else _figure(row["immediate"])
    if not company or not (parent or is_head) or re.fullmatch(r"[\d.,]+", parent):
        raise ValueError("a row without a company or a parent")
    if re.fullmatch(r"[\d.,]+", where):
        raise ValueError(f"a shifted row: its jurisdiction is {where!r}")
    code = jurisdiction(where)
    subject, holder = Identifier(ID, company.casefold()), Identifier(ID, parent.casefold())
    seats = (Seat("incorporation", code, stated=where),) if code else ()
    url = row["source_url"] if re.fullmatch(r"https?://\S+", row["source_url"]) else None
    yield PartyRecord(company.casefold(), subject, "company", company, seats=seats, published=published, url=url)
    if is_head:
        return
    yield PartyRecord(f"parent: {parent.casefold()}", holder, "company", parent, published=published)
    yield InterestRecord(
        record=f"{company.casefold()}>{parent.casefold()}",
        holder=holder,
        subject=subject,
        shares=figure,
        published=published,
        url=url,
        stated=f"immediate {row['immediate']} %, ultimate {row['ultimate']} %, {row['confidence']}".strip(", "),
    )


def _figure(text: str) -> Share:
    if not re.fullmatch(r"\d{1,3}(?:[.,]\d+)?", text):
        raise BadFigure(f"not a percentage: {text[:40]!r} (a shifted row?)")
    return rounded(text.replace(",", "."))


def _name(text: str) -> str:
    return " ".join(text.replace('"', " ").split())


SOURCE = Source(
    id=ID,
    title="OpenOil: the group of BP p.l.c.",
    publisher="OpenOil",
    url="https://openoil.net",
    licence="Facts of BP's annual return; the repository that holds them is GPL-3.0",
    grade="B",
    rank=6,
    figures="rounded",
    promised_age_days=400,
    files=("BP_ownership_*.csv",),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, fill={"name": 100}, max_refused=15),
    whole=True,
)
