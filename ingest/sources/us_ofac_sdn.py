"""OFAC's list of Specially Designated Nationals and Blocked Persons: sdn.xml, or sdn.csv with add.csv and alt.csv.

A file of the other OFAC list looks the same, so one that is called like it is refused: its parties are not blocked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.records import Record
from ingest.source import BadFile
from ingest.sources import _ofac
from ingest.sources._lists import restricted_list

ID, LIST = "us_ofac_sdn", "us-ofac-sdn"


def read(path: Path) -> Iterator[Record]:
    """Parties and their notices, one for each programme."""
    if path.name.casefold().startswith("cons"):
        raise BadFile(path, "the consolidated list, by its name", hint="Load it as us_ofac_consolidated.")
    yield from _ofac.read(ID, LIST, path)


SOURCE = restricted_list(
    id=ID,
    title="OFAC: Specially Designated Nationals and Blocked Persons",
    publisher="Office of Foreign Assets Control, US Department of the Treasury",
    url="https://sanctionslist.ofac.treas.gov/Home/SdnList",
    licence="Public domain (US government work)",
    promised_age_days=7,
    files=("sdn.xml*", "SDN.XML*", "sdn.csv", "SDN.CSV"),
    read=read,
    lists=(LIST,),
)
