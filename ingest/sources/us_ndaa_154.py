"""Section 154 (NDAA 2024): producers of batteries that the Department of Defense may not buy.

They are listed since the act; the prohibition itself begins on 1 October 2027, as the note says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_ndaa_154", "us-ndaa-154"
_COLUMNS = _transcribed.Columns(code=lambda _: "Section 154", begins=("report-date", "start-date"))


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="US Congress: section 154 of the NDAA 2024",
    publisher="US Congress",
    url="https://www.congress.gov/118/plaws/publ31/PLAW-118publ31.pdf",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=4000,
    files=("*section_154*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
