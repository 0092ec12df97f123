"""Section 1260H: Chinese military companies operating in the United States, as the Department of Defense lists them.

A name's asterisk and its brackets are the list's; ``Clean Name`` is the name without them. The company under which a
subsidiary is printed is told in the list's words and is no claim of ownership: the list gives no share and no date.
A company that was taken off and put on again has a notice for each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "us_dod_1260h", "us-dod-1260h"
_COLUMNS = _transcribed.Columns(
    code=lambda _: "1260H",
    name="Clean Name",
    aliases=("Alias", "Previous Name"),
    kind="",
    country="",
    begins=("Start date",),
    ends="End date",
    told=("Parent Name", "Note"),
    url="Source Url",
)


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="US Department of Defense: Chinese military companies (section 1260H)",
    publisher="US Department of Defense",
    url="https://www.defense.gov/News/Releases/",
    licence="The act: public domain (US government work). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=400,
    files=(
        "*dod_chinese_milcorps*.csv",
        "*1260h*.csv",
    ),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
