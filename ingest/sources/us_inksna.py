"""Iran, North Korea and Syria Nonproliferation Act: persons under sanctions for a stated time (Department of State).

A measure ends on its end date. Of a person the country is the nationality ("Russian"), of a company where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_inksna", "us-state-inksna"
_COLUMNS = _transcribed.Columns(code=lambda _: "INKSNA", begins=("start-date",))


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="US Department of State: nonproliferation sanctions (INKSNA)",
    publisher="US Department of State",
    url="https://www.state.gov/key-topics-bureau-of-international-security-and-nonproliferation/nonproliferation-sanctions/",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=400,
    files=("*inksna*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
