"""Section 889 (NDAA 2019): producers of covered telecommunications equipment, as the act names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_ndaa_889", "us-ndaa-889"
_COLUMNS = _transcribed.Columns(code=lambda _: "Section 889", begins=("report-date", "start-date"))


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="US Congress: section 889 of the NDAA 2019",
    publisher="US Congress",
    url="https://www.congress.gov/115/plaws/publ232/PLAW-115publ232.pdf",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=4000,
    files=("*section_889*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
