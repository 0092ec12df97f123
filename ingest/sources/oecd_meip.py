"""OECD-UNSD Multinational Enterprise Information Platform: the heads of 500 multinational groups, by LEI.

What is decided here:
- The file is one JSON object: LEI -> name, ISO 3166-1 alpha-3 country of the head, address, other names. It says who a
  head is and how many subsidiaries it has; the subsidiaries are another file, so no interest is claimed.
- The country is where the platform puts the head. It is a headquarters only where the address, in its last word, says
  the same: HDFC Bank stands under HKG with an address in Mumbai, and Cayman and Delaware addresses are agents'.
- Numbers of other databases (PermID, Capital IQ, OpenCorporates) are left alone: the LEI is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest import identifiers
from ingest.jurisdictions import iso, jurisdiction
from ingest.reading_json import objects
from ingest.records import PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source

_AGENT = re.compile(r"(?i)^\s*c/o\b")


def read(path: Path) -> Iterator[Record]:
    """A party for each head."""
    for found in objects(path):
        if isinstance(found, Refused):
            yield found
            continue
        if not any(isinstance(one, dict) and "iso3" in one for one in found.value.values()):
            raise BadFile(path, "no heads of groups by LEI (iso3, name, address)", where=found.where)
        for number, (lei, head) in enumerate(found.value.items(), 1):
            try:
                yield _head(lei, head)
            except ValueError as wrong:
                yield Refused(f"head {number}", str(wrong), record=lei[:100], raw=str(head))


def _head(text: str, head: Any) -> PartyRecord:
    lei = identifiers.lei(text)
    if lei is None:
        raise ValueError(f"not an LEI: {text[:40]!r}")
    if not isinstance(head, dict) or not isinstance(head.get("name"), str) or not head["name"].strip():
        raise ValueError("a head without a name")
    names = head.get("alt_names")
    parent, count = head.get("parent_mne"), head.get("subsidiaries_total")
    told = f"head of {parent}, country {head.get('iso3')}, {count} subsidiaries"
    return PartyRecord(
        record=lei.value,
        id=lei,
        kind="company",
        name=" ".join(head["name"].split()),
        other_names=tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name.strip()))
        if isinstance(names, list)
        else (),
        seats=_seats(head),
        url="https://www.oecd.org/en/data/dashboards/oecd-unsd-multinational-enterprise-information-platform.html",
        stated=told,
    )


def _seats(head: Mapping[str, Any]) -> tuple[Seat, ...]:
    stated, address = head.get("iso3"), head.get("address")
    if not isinstance(stated, str) or not isinstance(address, str) or not re.fullmatch("[A-Z]{3}", stated):
        return ()
    code, last = jurisdiction(stated), iso(address.split()[-1]) if address.split() else None
    return (Seat("headquarters", code, stated=stated),) if code and code == last and not _AGENT.match(address) else ()


SOURCE = Source(
    id="oecd_meip",
    title="OECD-UNSD MEIP: heads of multinational groups",
    publisher="OECD and UNSD",
    url="https://www.oecd.org/en/data/dashboards/oecd-unsd-multinational-enterprise-information-platform.html",
    licence="CC-BY-4.0",
    grade="B",
    rank=6,
    figures="none",
    promised_age_days=500,
    files=("*meip*.json",),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100}),
)
