"""DBpedia: who is the parent or owner of whom, as pairs of resources (child, parent) without a header.

What is decided here:
- Wikipedia's infoboxes mix past and present, owners of all and of little, people and governments: grade C, a share that
  is not disclosed, of unknown directness. It makes something possible and never certain.
- A resource is a party of this source alone; its name is what stands in the address. "Government_of_..." is a state.
- A parent of itself is kept as stated. Pairs of anything but DBpedia's resources are refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from cypher.quantity import UNDISCLOSED
from ingest.reading import lines
from ingest.records import Identifier, InterestRecord, PartyRecord, Record, Refused
from ingest.source import Asserts, BadFile, Source

ID = "dbpedia"
_RESOURCE = re.compile(r"https?://dbpedia\.org/resource/(\S{1,300})")


def read(path: Path) -> Iterator[Record]:
    """Both parties and the interest of each pair."""
    first = True
    reader = csv.reader((text for _, text in lines(path)), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise BadFile(path, f"not a row of two addresses: {wrong}", where=f"line {reader.line_num}") from None
        found = [_RESOURCE.fullmatch(cell.strip()) for cell in row]
        where = f"line {reader.line_num}"
        if len(found) != 2 or found[0] is None or found[1] is None:
            if first:
                raise BadFile(path, "no pair of DBpedia resources", where=where, hint="child,parent without a header")
            yield Refused(where, "no pair of DBpedia resources", raw=",".join(row))
            continue
        first = False
        child, parent = (unquote(one[1]) for one in found if one)
        yield _party(child)
        yield _party(parent)
        yield InterestRecord(
            record=f"{child}>{parent}",
            holder=Identifier(ID, parent),
            subject=Identifier(ID, child),
            shares=UNDISCLOSED,
            directness="unknown",
            url=f"https://dbpedia.org/resource/{found[0][1]}",
            stated="parent or owner, past or present",
        )


def _party(resource: str) -> PartyRecord:
    name = resource.replace("_", " ")
    kind = "state" if re.match(r"(?i)(?:federal )?government of ", name) else "company"
    return PartyRecord(resource, Identifier(ID, resource), kind, name)  # type: ignore[arg-type]


SOURCE = Source(
    id=ID,
    title="DBpedia: parents and owners",
    publisher="DBpedia",
    url="https://www.dbpedia.org",
    licence="CC-BY-SA-3.0",
    grade="C",
    rank=9,
    figures="none",
    promised_age_days=4000,
    files=("control.csv*", "*dbpedia*.csv*"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, fill={"name": 100}),
)
