"""Section 1286 (NDAA 2019): foreign institutions that have been confirmed as engaging in problematic activity.

The yearly report repeats names and gives a year, no day: since when a name is listed is not said.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_ndaa_1286", "us-ndaa-1286"
_COLUMNS = _transcribed.Columns(code=lambda _: "Section 1286", begins=("report-date", "start-date"))


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="US Department of Defense: institutions under section 1286",
    publisher="US Department of Defense",
    url="https://basicresearch.defense.gov/Programs/Academic-Research-Security/",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=400,
    files=("*section_1286*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
