"""GLEIF Level 2, "who owns whom": relationship records as CSV, XML or JSON (``_gleif_rows``). Start is the child, end
the parent.

What is decided here:
- Consolidation carries no percentage. Direct and ultimate are both the hard right ``consolidation`` of the parent. The
  direct one is ``direct``. The ultimate one is ``total``: it sums up a chain whose links are records of their own, so
  it puts nobody in twice (a right is not added) but must not be taken for a link that makes a path shorter, and it
  clears nobody.
- IS_FUND-MANAGED_BY is the soft right ``fund_manager``. IS_SUBFUND_OF and IS_FEEDER_TO are not control of the start by
  the end (a compartment, an investor in the master fund): they are kept as notices.
- IS_INTERNATIONAL_BRANCH_OF makes the child a branch; its party record is Level 1's.
- RelationshipStatus INACTIVE, or a registration that is ANNULLED, DUPLICATE or RETIRED, ends the record; LAPSED ("not
  renewed") does not. Of the up to five periods only a RELATIONSHIP_PERIOD dates it: last year's accounts end nothing.
- A record is (start, type, end): an entity has one live parent per type, and ``Complete`` of (start, type)
  closes a former parent when the next one is read, while an ended row ends itself alone.
- A deletion of a delta file closes the record on the day on which GLEIF took it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from cypher.vocabulary import Directness, Right
from ingest import identifiers
from ingest.reading import utc_day
from ingest.records import BranchRecord, Closed, Complete, InterestRecord, NoticeRecord, Record, Refused
from ingest.source import Asserts, Source
from ingest.sources._gleif_rows import RELATIONSHIPS, Row, deleted, rows, updated

_START, _END = "Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID"
_TYPE, _STATUS = "Relationship.RelationshipType", "Relationship.RelationshipStatus"
_REGISTRATION = "Registration.RegistrationStatus"
_PERIODS = tuple(f"Relationship.Period.{number}" for number in range(1, 6))

RIGHTS: Mapping[str, tuple[Right, Directness]] = {
    "IS_DIRECTLY_CONSOLIDATED_BY": ("consolidation", "direct"),
    "IS_ULTIMATELY_CONSOLIDATED_BY": ("consolidation", "total"),
    "IS_FUND-MANAGED_BY": ("fund_manager", "direct"),
}
"""GLEIF's relationship types that are rights of the end node. Open Ownership repeats them in BODS."""
BRANCH = "IS_INTERNATIONAL_BRANCH_OF"
NO_CONTROL = ("IS_SUBFUND_OF", "IS_FEEDER_TO")

_LIVE = ("ACTIVE", "NULL", "")
_VOID = ("ANNULLED", "DUPLICATE")
_ENDED_REGISTRATIONS = (*_VOID, "RETIRED")


def read(path: Path) -> Iterator[Record]:
    """Interests, branches and notices; what has ended is dated where the source dates it, else Closed."""
    for row in rows(path, RELATIONSHIPS):
        if isinstance(row, Refused):
            yield row
        else:
            yield from _relationship(row)


def _relationship(row: Row) -> Iterator[Record]:
    child, parent = identifiers.lei(row[_START]), identifiers.lei(row[_END])
    kind, status, registration = row[_TYPE], row[_STATUS], row[_REGISTRATION]
    record = f"{child.value if child else row[_START]}:{kind}:{parent.value if parent else row[_END]}"
    problem = None
    if child is None or parent is None:
        problem = f"not an LEI: {(row[_END] if child else row[_START])[:40]!r}"
    elif kind not in RIGHTS and kind != BRANCH and kind not in NO_CONTROL:
        problem = f"unknown relationship type {kind[:60]!r}"
    elif status not in (*_LIVE, "INACTIVE"):
        problem = f"unknown relationship status {status[:40]!r}"
    try:
        begins, ends = _life(row)
        gone = deleted(row)
        published, version = updated(row)
    except ValueError as wrong:
        problem = problem or str(wrong)
    if problem or child is None or parent is None:
        yield Refused(row.where, problem or "", record=record[:200], raw=row.raw)
        return
    if gone:
        yield Closed(record, gone[0], published=gone[0], version=gone[1])
        return
    over = status == "INACTIVE" or registration in _ENDED_REGISTRATIONS
    backwards = bool(begins and ends and ends < begins)
    # Said to be over, yet to end later than it was said or before it began: the day is a slip, the end is not.
    undated = ends is None or backwards or (published is not None and ends > published)
    if registration in _VOID or (over and undated):
        yield Closed(record, published=published, version=version)
        return
    if backwards:
        yield Refused(row.where, f"it ends ({ends}) before it begins ({begins})", record=record, raw=row.raw)
        return
    stated = f"{kind}, relationship {status or 'without status'}, registration {registration or 'without status'}"
    url = f"https://search.gleif.org/#/record/{child.value}"
    if kind == BRANCH:
        yield BranchRecord(record, child, parent, begins, ends, published, version, url, stated)
    elif kind in NO_CONTROL:
        stated = f"{stated}, {parent.key}"
        yield NoticeRecord(record, child, kind, begins, ends, published, version, url, stated)
    else:
        right, directness = RIGHTS[kind]
        scope = f"{child.value}:{kind}"
        yield InterestRecord(
            record=record,
            holder=parent,
            subject=child,
            rights=(right,),
            directness=directness,
            valid_from=begins,
            valid_to=ends,
            scope=scope,
            published=published,
            version=version,
            url=url,
            stated=stated,
        )
        if not over:
            yield Complete(scope)


def _life(row: Row) -> tuple[date | None, date | None]:
    """From the earliest begin to the latest end of the relationship's own periods; an open end wins."""
    found = [
        (utc_day(row[f"{period}.startDate"]), utc_day(row[f"{period}.endDate"]))
        for period in _PERIODS
        if row[f"{period}.periodType"] == "RELATIONSHIP_PERIOD"
    ]
    begins = [begin for begin, _ in found if begin]
    ends = [end for _, end in found if end]
    return (
        min(begins) if begins and len(begins) == len(found) else None,
        max(ends) if ends and len(ends) == len(found) else None,
    )


SOURCE = Source(
    id="gleif_rr",
    title="GLEIF Level 2: relationship records",
    publisher="Global Legal Entity Identifier Foundation",
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    licence="CC0-1.0",
    grade="A",
    rank=2,
    figures="none",
    promised_age_days=35,
    files=("*-rr-*.csv*", "*-rr-*.xml*", "*-rr-*.json*", "*-rr-*.zip", "rr_*.csv*", "rr-*.xml*"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}),
)
