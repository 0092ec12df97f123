"""OFAC's lists other than the SDN list in one: consolidated.xml, or cons_prim.csv with cons_add.csv and cons_alt.csv.

Its parties are not blocked: sectoral sanctions, Chinese military-industrial companies, foreign sanctions evaders, ...
The programme says which (``CMIC-EO13959``); the 50 percent rule of some of them is a policy's to name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import BadFile
from ingest.sources import _ofac
from ingest.sources._lists import restricted_list

ID, LIST = "us_ofac_consolidated", "us-ofac-consolidated"


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices, one for each programme."""
    if path.name.casefold().startswith("sdn"):
        raise BadFile(path, "the SDN list, by its name", hint="Load it as us_ofac_sdn.")
    yield from _ofac.read(ID, LIST, path)


SOURCE = restricted_list(
    id=ID,
    title="OFAC: Consolidated Sanctions List (non-SDN)",
    publisher="Office of Foreign Assets Control, US Department of the Treasury",
    url="https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
    licence="Public domain (US government work)",
    promised_age_days=30,
    files=("consolidated.xml*", "CONSOLIDATED.XML*", "cons_prim.csv", "CONS_PRIM.CSV"),
    read=read,
    lists=(LIST,),
)
