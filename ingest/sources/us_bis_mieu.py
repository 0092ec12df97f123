"""Military-intelligence end users named in the Export Administration Regulations (15 CFR 744.22)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_bis_mieu", "us-bis-military-intelligence-end-users"
_COLUMNS = _transcribed.Columns(
    code=lambda row: row["Program"] or "US-BIS-MIEU",
    name="Name",
    aliases=("Alias",),
    kind="Type",
    country="Country",
    begins=("Date",),
    ends="End date",
    told=(),
    url="Source URL",
)


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="BIS: military-intelligence end users",
    publisher="Bureau of Industry and Security, US Department of Commerce",
    url="https://www.ecfr.gov/current/title-15/section-744.22",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=400,
    files=(
        "*bis_mieu*.csv",
        "*mieu*.csv",
    ),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
