"""Nigeria: persons with significant control of the Corporate Affairs Commission (bor.cac.gov.ng), as harvested JSON.

What is decided here:
- Shares and votes are percentages, rounded as printed, direct and indirect apart: two claims. Indirect figures sum up a
  chain and are never added (``directness`` indirect).
- The yes-or-no conditions contradict the figures. A condition without a figure, or with zeros, is an undisclosed share;
  a figure above zero without its condition is one too, because one of the two is wrong.
- "May appoint or remove a majority of the directors" is ticked for every person of this register, for three of one
  company and for nominees: it is kept as significant influence, not as control.
- A record without a name is an unknown holder; names are printed with the last word first ("LTD DANGOTE INDUSTRIES")
  and join nobody. "Nominees" hold for others. The birth dates are placeholders and personal: left alone.
- The company is its LEI. The RC number is kept in the words alone: RC, BN and IT numbers of this register overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cypher.quantity import UNDISCLOSED, Share, rounded
from cypher.vocabulary import Directness, Kind, Right
from ingest import identifiers
from ingest.jurisdictions import jurisdiction
from ingest.reading import utc_day
from ingest.reading_json import objects, text_of
from ingest.records import Complete, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source

ID = "nigeria_psc"
_COMPANY = re.compile(r"(?i)\b(?:ltd|limited|plc|company|nominees|fund|incorporated|sa|industries|trust)\b")
_NATIONALITIES = {"nigerian": "NG", "nigeria": "NG"}


def read(path: Path) -> Iterator[Record]:
    """Companies, their persons with significant control and what each has."""
    for found in objects(path):
        if isinstance(found, Refused):
            yield found
            continue
        entities, harvested = found.value.get("entities"), found.value.get("harvested")
        if not isinstance(entities, list) or "conditionsLegend" not in found.value:
            raise BadFile(path, "no harvest of this register (entities, conditionsLegend)", where=found.where)
        published = utc_day(harvested) if isinstance(harvested, str) else None
        for number, company in enumerate(entities, 1):
            yield from _company(f"company {number}", company, published)


def _company(where: str, company: Any, published: date | None) -> Iterator[Record]:
    rc, name = text_of(company, "rc"), text_of(company, "company")
    if not rc or not name:
        yield Refused(where, "a company without a name or an RC number", raw=str(company))
        return
    subject = identifiers.lei(text_of(company, "lei")) or Identifier(ID, f"RC{rc}")
    seat = Seat("incorporation", "NG", stated="Corporate Affairs Commission")
    yield PartyRecord(
        f"RC{rc}", subject, "company", name, identifiers=(Identifier(ID, f"RC{rc}"),), seats=(seat,),
        published=published, url=SOURCE.url, stated=f"RC {rc}, {text_of(company, 'status')}",
    )  # fmt: skip
    refused, seen = False, dict[str, int]()
    persons = company.get("pscs")
    for number, person in enumerate(persons if isinstance(persons, list) else [], 1):
        who = text_of(person, "corpName") or text_of(person, "ownerNameRaw")
        base = f"RC{rc}/{' '.join(who.casefold().split())}/{text_of(person, 'notified')}"
        seen[base] = seen.get(base, 0) + 1
        key = base if seen[base] == 1 else f"{base}/{seen[base]}"
        try:
            records = list(_person(key, f"RC{rc}", subject, who, person, published))
        except ValueError as wrong:
            refused = True
            yield Refused(f"{where}, person {number}", str(wrong), record=key, raw=str(person))
            continue
        yield from records
    if not refused:
        yield Complete(f"RC{rc}")


def _person(
    key: str, scope: str, subject: Identifier, who: str, person: Any, published: date | None
) -> Iterator[Record]:
    if not isinstance(person, dict):
        raise ValueError("not a JSON object")
    kind = _kind(who, person)
    named = who if kind != "unknown" else f"Undisclosed{f': {who}' if who else ''}"
    # One name is one holder within its company, however often it was notified; an unnamed one is each time another.
    holder = Identifier(ID, key if kind == "unknown" else f"{scope}/{' '.join(who.casefold().split())}")
    yield PartyRecord(key, holder, kind, named, seats=_seats(person, kind), published=published, url=SOURCE.url)
    rights: tuple[Right, ...] = ()
    if person.get("c3_appoint") is True or person.get("c4_sigInflCo") is True:
        rights = ("significant_influence",)
    if person.get("c5_sigInflTrustFirm") is True:
        rights = (*rights, "other_soft")
    told = ", ".join(f"{name} {person.get(name)}" for name in _TOLD)
    shares = _figures(person, "c1_shares", "shrDir", "shrInd")
    votes = _figures(person, "c2_voting", "voteDir", "voteInd")
    for directness in ("direct", "indirect", "unknown"):
        has = shares.get(directness), votes.get(directness)
        if not any(has) and not (rights and directness == "unknown"):
            continue
        yield InterestRecord(
            record=f"{key}:{directness}",
            holder=holder,
            subject=subject,
            shares=has[0],
            votes=has[1],
            rights=rights if directness == "unknown" else (),
            directness=directness,
            capacity="nominee" if re.search(r"(?i)\bnominees?\b", who) else "own",
            valid_from=utc_day(text_of(person, "notified")),
            scope=scope,
            published=published,
            url=SOURCE.url,
            stated=told,
        )


_TOLD = ("c1_shares", "shrDir", "shrInd", "c2_voting", "voteDir", "voteInd", "c3_appoint", "c4_sigInflCo")


def _figures(person: Mapping[str, Any], condition: str, direct: str, indirect: str) -> dict[Directness, Share]:
    said = person.get(condition) is True
    given: dict[Directness, Share] = {}
    names: tuple[tuple[Directness, str], ...] = (("direct", direct), ("indirect", indirect))
    for directness, name in names:
        value = person.get(name)
        if value is None or isinstance(value, bool) or re.fullmatch(r"0(\.0*)?", str(value)):
            continue
        given[directness] = rounded(str(value))
    if said:
        return given or {"unknown": UNDISCLOSED}
    return {"unknown": UNDISCLOSED} if given else {}


def _kind(who: str, person: Mapping[str, Any]) -> Kind:
    if not who or who.casefold() == "others":
        return "unknown"
    if re.search(r"(?i)\bministry of\b", who):
        return "state"
    return "company" if person.get("isCorpFlag") is True or _COMPANY.search(who) else "person"


def _seats(person: Mapping[str, Any], kind: Kind) -> tuple[Seat, ...]:
    text = text_of(person, "nationality")
    code = _NATIONALITIES.get(text.casefold()) or jurisdiction(text)
    return (Seat("nationality", code, stated=text),) if code and kind == "person" else ()


SOURCE = Source(
    id=ID,
    title="Nigeria: register of persons with significant control",
    publisher="Corporate Affairs Commission",
    url="https://bor.cac.gov.ng",
    licence="None stated; public register, attribution to bor.cac.gov.ng",
    grade="B",
    rank=4,
    figures="rounded",
    promised_age_days=400,
    files=("nigeria_*.json", "*cac_psc*.json"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, fill={"name": 100}),
)
