"""GLEIF Level 2 reporting exceptions: why an entity names no parent. As CSV, XML or JSON (``_gleif_rows``).

What is decided here:
- An exception is a notice and clears nobody. NO_LEI, NON_PUBLIC and what formerly stood for it (obstacles, consent
  not obtained, detriment) mean that a parent exists which is not named. NO_KNOWN_PERSON, NON_CONSOLIDATING and
  NATURAL_PERSONS are what the entity says of itself: no parent that *consolidates* it, not "nobody owns it".
- An exception has no key, no date and no version. Its record is (LEI, category, reason): another reason is another one.
- A deletion of a delta file closes the notice on the day on which GLEIF took it out. It closes that reason alone, and
  the same exception read again is in force again: nothing says which of the two is the later word.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest import identifiers
from ingest.plain import plain
from ingest.records import Closed, NoticeRecord, Record, Refused
from ingest.source import Asserts, Source
from ingest.sources._gleif_rows import EXCEPTIONS, Row, deleted, rows

CATEGORIES = frozenset({"DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT"})
REASONS = frozenset(
    {
        "NATURAL_PERSONS", "NON_CONSOLIDATING", "NO_KNOWN_PERSON", "NO_LEI", "NON_PUBLIC",
        "BINDING_LEGAL_COMMITMENTS", "LEGAL_OBSTACLES", "CONSENT_NOT_OBTAINED", "DISCLOSURE_DETRIMENTAL",
        "DETRIMENT_NOT_EXCLUDED",
    }
)  # fmt: skip
_REASONS = tuple(f"Exception.Reason.{number}" for number in range(1, 6))
_LONGEST = 500


def read(path: Path) -> Iterator[Record]:
    """A NoticeRecord for each reason of each exception, Closed for a deleted one."""
    for row in rows(path, EXCEPTIONS):
        if isinstance(row, Refused):
            yield row
        else:
            yield from _exception(row)


def _exception(row: Row) -> Iterator[Record]:
    subject, category = identifiers.lei(row["LEI"]), row["Exception.Category"]
    reasons = []
    for column in _REASONS:
        if not (reason := row[column]):
            break
        reasons.append(reason)
    problem = None
    if subject is None:
        problem = f"not an LEI: {row['LEI'][:40]!r}"
    elif category not in CATEGORIES:
        problem = f"unknown exception category {category[:60]!r}"
    elif not reasons or not REASONS.issuperset(reasons):
        problem = f"unknown exception reason {', '.join(reasons)[:60]!r}"
    try:
        gone = deleted(row)
    except ValueError as wrong:
        problem = problem or str(wrong)
    if problem or subject is None:
        yield Refused(row.where, problem or "", record=f"{row['LEI']}:{category}"[:200], raw=row.raw)
        return
    reference = plain(row["Exception.Reference.1"])[:_LONGEST]
    for reason in dict.fromkeys(reasons):
        record = f"{subject.value}:{category}:{reason}"
        if gone:
            yield Closed(record, gone[0])
        else:
            yield NoticeRecord(
                record=record,
                subject=subject,
                code=reason,
                url=f"https://search.gleif.org/#/record/{subject.value}",
                stated=f"{category}: {reference}" if reference else category,
            )


SOURCE = Source(
    id="gleif_repex",
    title="GLEIF Level 2: reporting exceptions",
    publisher="Global Legal Entity Identifier Foundation",
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    licence="CC0-1.0",
    grade="A",
    rank=2,
    figures="none",
    promised_age_days=35,
    files=("*repex*.csv*", "*repex*.xml*", "*repex*.json*", "*repex*.zip"),
    read=read,
    asserts=Asserts(minimum={}),
)
