"""SEC Form ADV, Schedules A and B: owners of investment advisers, a row each, as a CSV of what the PDF forms print.

What is decided here:
- The ownership code is a band: NA below 5, A 5 to 10, B 10 to 25, C 25 to 50, D 50 to 75, E 75 % or more; each but the
  last ends before its upper figure. A company without one has something undisclosed; a person is refused.
- ``DE`` in the column ``jurisdiction`` is a domestic entity (of the United States), neither Delaware nor Germany;
  ``FE`` a foreign one, of nowhere in particular; ``I`` an individual.
- The column ``schedule`` does not tell direct owners from indirect ones. The status does: "ACME HOLDINGS, LLC MEMBER"
  is a member of Acme Holdings, "MEMBER" one of the adviser; the company may stand in the status column and the status
  in the date's. An owner of Schedule B that names no such company is refused.
- A general partner has that right. A company marked as control person has significant influence. For people the mark
  and the code NA go with every office: an officer below five percent is no owner.
- Owners are known by adviser and name only, so they join nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from cypher.quantity import UNDISCLOSED, Share, band
from cypher.vocabulary import Right
from ingest.reading import Row, rows
from ingest.records import Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, Source
from ingest.sources._edgar_filing import plain_name

SCHEME = "sec_form_adv"
_COLUMNS = ("firm_crd", "firm_name", "schedule", "name", "jurisdiction", "title_or_status", "date", "ownership_code",
            "control_person")  # fmt: skip


def _band(least: int, most: int | None) -> Share:
    return band(Fraction(least), None if most is None else Fraction(most), max_exclusive=most is not None)


BANDS: Mapping[str, Share] = {
    "NA": _band(0, 5),
    "A": _band(5, 10),
    "B": _band(10, 25),
    "C": _band(25, 50),
    "D": _band(50, 75),
    "E": _band(75, None),
}

_MONTH = re.compile(r"(0[1-9]|1[0-2])/(\d{4})")
_FORM = (
    r"(?:L\.?L\.?C|INC|INCORPORATED|L\.?P|L\.?L\.?P|LTD|LIMITED(?!\s+(?:PARTNER|LIABILITY))|CORP|CORPORATION|PLC|GMBH|AG"
    r"|S\.?A|N\.?V|B\.?V|HOLDINGS?|TRUST|(?<!PARENT )COMPANY|CO(?!-)|FUND|PARTNERSHIP|PARTNERS(?=[\s,]+\w))\b\.?"
)
_HAS_FORM = re.compile(rf"\b{_FORM}")
_STATUS = (
    r"(?:(?:SOLE|AND|MANAGING|GENERAL|LIMITED|ELECTED|PARENT|COMPANY|OWNER|MEMBER|SHAREHOLDER|STOCKHOLDER|PARTNER|TRUSTEE"
    r"|BENEFICIARY|MANAGER|DIRECTOR|UNITHOLDER|PRESIDENT|TREASURER|SECRETARY|CHAIRMAN|CHIEF|EXECUTIVE|OFFICER)\b[\s,/&-]*)+"
)
_STATUS_ALONE = re.compile(_STATUS)
_IN_ENTITY = re.compile(rf"(?P<entity>.*\b{_FORM}),?\s+(?P<status>{_STATUS})")


def read(path: Path) -> Iterator[Record]:
    """Advisers, owners and interests; rows whose columns are shifted or that name no company are refused."""
    firm = ""
    for row in rows(path, _COLUMNS):
        if isinstance(row, Refused):
            yield row
            continue
        problem = _problem(row)
        if problem:
            yield Refused(row.where, problem, raw=row.raw)
            continue
        if row["firm_crd"] != firm:
            firm = row["firm_crd"]
            yield PartyRecord(
                record=f"firm:{firm}",
                id=Identifier(SCHEME, firm),
                kind="company",
                name=row["firm_name"],
                url=_url(firm),
            )
        yield from _owner(row)


def _problem(row: Row) -> str:
    if not re.fullmatch(r"\d{1,8}", row["firm_crd"]) or not row["firm_name"] or not row["name"]:
        return "no adviser number, adviser or owner"
    if row["jurisdiction"] not in ("DE", "FE", "I"):
        return f"neither DE, FE nor I: {row['jurisdiction'][:20]!r}"
    if row["ownership_code"] not in BANDS and (row["ownership_code"] or row["jurisdiction"] == "I"):
        return f"not an ownership code: {row['ownership_code'][:20]!r}"
    if row["control_person"] not in ("Y", "N", ""):
        return f"neither Y nor N: {row['control_person'][:20]!r}"
    if row["date"] and not _MONTH.fullmatch(row["date"]) and not _STATUS_ALONE.fullmatch(row["date"].upper()):
        return f"not a month and year: {row['date'][:40]!r}"
    return ""


def _owner(row: Row) -> Iterator[Record]:
    firm, name, is_person = row["firm_crd"], row["name"], row["jurisdiction"] == "I"
    words = row["title_or_status"]
    if row["date"] and not _MONTH.fullmatch(row["date"]):
        words = f"{words} {row['date']}"
    title = re.sub(r"\s+", " ", words).upper().strip(" ,;")
    if is_person and row["ownership_code"] == "NA" and "GENERAL PARTNER" not in title:
        return
    month = _MONTH.fullmatch(row["date"]) or re.search(rf"\b{_MONTH.pattern}$", title)
    title = re.sub(rf"\s*\b{_MONTH.pattern}$", "", title)
    entity, status = _entity(title, row["firm_name"])
    if entity is None or (not entity and row["schedule"] == "B"):
        reason = "it is not said in which company the owner has it" if entity == "" else "the status is not understood"
        yield Refused(row.where, reason, raw=row.raw)
        return
    general = re.search(r"\bGENERAL PARTNER\b", status) is not None
    holder = Identifier(SCHEME, f"{firm}:{plain_name(name)}")
    subject = Identifier(SCHEME, f"{firm}:{plain_name(entity)}" if entity else firm)
    yield PartyRecord(
        record=f"owner:{holder.value}",
        id=holder,
        kind="person" if is_person else "company",
        name=name,
        seats=(Seat("incorporation", "US", "domestic entity"),) if row["jurisdiction"] == "DE" else (),
        url=_url(firm),
    )
    if entity:
        yield PartyRecord(f"entity:{subject.value}", subject, "company", entity, url=_url(firm))
    rights: tuple[Right, ...] = ("general_partner",) if general else ()
    if not is_person and row["control_person"] == "Y":
        rights = (*rights, "significant_influence")
    yield InterestRecord(
        record=f"{holder.value}>{subject.value}#{row['ownership_code']}",
        holder=holder,
        subject=subject,
        shares=BANDS.get(row["ownership_code"], UNDISCLOSED),
        rights=rights,
        directness="direct",
        valid_from=_first_day(month),
        url=_url(firm),
        stated=f"Schedule {row['schedule']}: {title[:200]}, ownership code {row['ownership_code'] or 'none'}",
    )


def _entity(title: str, firm: str) -> tuple[str | None, str]:
    """The company of which the status speaks ("" is the adviser) and the status in it; (None, "") in doubt."""
    if not _HAS_FORM.search(title):
        return "", title
    match = _IN_ENTITY.fullmatch(title)
    if match is None:
        return None, ""
    entity = match["entity"].strip(" ,")
    return ("" if plain_name(entity) == plain_name(firm) else entity), match["status"]


def _first_day(month: re.Match[str] | None) -> date | None:
    return date(int(month[2]), int(month[1]), 1) if month and int(month[2]) > 1800 else None


def _url(firm: str) -> str:
    return f"https://adviserinfo.sec.gov/firm/summary/{firm}"


SOURCE = Source(
    id=SCHEME,
    title="SEC Form ADV, Schedules A and B (owners of investment advisers)",
    publisher="Investment advisers, through the US Securities and Exchange Commission",
    url="https://adviserinfo.sec.gov",
    licence="Public filings; a compilation of them may have terms of its own",
    grade="A",
    rank=4,
    figures="bands",
    promised_age_days=450,
    files=("adv_schedules*.csv*", "*adv*schedule*.csv*"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, fill={"name": 100}, max_refused=30),
)
