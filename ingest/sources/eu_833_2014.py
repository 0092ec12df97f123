"""Council Regulation (EU) No 833/2014: the parties in its annexes (sectoral measures against Russia).

The annex says what is restricted: finance (III), exports (IV), services (XIV, XV), ... They are not the asset-freeze
targets of the consolidated list. Ships (XLII) and goods are left out. Tax numbers are printed with the kind of number
in brackets or without; none is taken for an identifier.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import Asserts, Source
from ingest.sources import _transcribed

ID, LIST = "eu_833_2014", "eu-833-2014"
_COLUMNS = _transcribed.Columns(
    code=lambda row: f"Annex {row['annex']}",
    aliases=("alias", "weakAlias", "previousName"),
    country="country",
    address="address",
    begins=("startDate",),
    ends="",
    told=("measure", "notes"),
    url="",
    lei="leiCode",
)


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices."""
    yield from _transcribed.read(ID, LIST, path, _COLUMNS)


SOURCE = Source(
    id=ID,
    title="EU: annexes of Council Regulation 833/2014",
    publisher="Council of the European Union",
    url="https://eur-lex.europa.eu/eli/reg/2014/833",
    licence="Commission reuse notice (attribution). A transcription of it: its own",
    grade="A",
    rank=1,
    figures="none",
    promised_age_days=200,
    files=("*32014R0833*.csv",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1, "NoticeRecord": 1}, fill={"name": 100}),
    lists=(LIST,),
    whole=True,
)
