"""China's countermeasures: unreliable entity list, export control lists, decisions against foreign sanctions.

Days are day.month.year, some with two digits of the year. One party may be under several decisions: one notice each.
A measure with an end date (some were suspended) is ended on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "cn_counter_sanctions", "cn-counter-sanctions"
_COLUMNS = _transcribed.Columns(
    code=lambda row: row["List"] or row["Body"] or "Countermeasures",
    name="Name",
    aliases=("Alias", "Chinese name"),
    kind="Type",
    country="Country",
    begins=("Date",),
    ends="End date",
    told=("Summary",),
    url="Source URL",
)


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="China: countermeasures against foreign parties",
    publisher="Ministry of Commerce and Ministry of Foreign Affairs of China, and others",
    url="https://aqygzj.mofcom.gov.cn/",
    licence="The decisions: official acts. A transcription of them: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=100,
    files=("*cn__sanctions*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
