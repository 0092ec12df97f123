"""Section 5949 (NDAA 2023): makers of semiconductors whose products the US government may not buy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_ndaa_5949", "us-ndaa-5949"
_COLUMNS = _transcribed.Columns(code=lambda _: "Section 5949", begins=("report-date", "start-date"))


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="US Congress: section 5949 of the NDAA 2023",
    publisher="US Congress",
    url="https://www.congress.gov/117/plaws/publ263/PLAW-117publ263.pdf",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=4000,
    files=("*section_5949*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
