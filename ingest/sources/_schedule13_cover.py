"""The cover page of a Schedule 13D or 13G as both its forms give it, and the records that follow from it.

What a percentage there proves (Rule 13d-3): the reporting person has, alone or with others, the power over that much
of ONE class of shares, rights that can be exercised within 60 days counted as if they had been.

- So it is no lower bound of anything: neither of all shares nor of votes, and rights are not shares.
- It is the upper bound of both where the filing names no class among several: a title like "Common Stock", and no word
  of other classes anywhere in it. Votes are scaled down to what the person may vote. Else the stake is undisclosed.
- Who reports the same shares is one ``group``: the same shared power, or the filing's total under each name.
- Who ticks "member of a group" without the same shares acts in concert.
- An amendment replaces the cover page before it: one record per issuer, person and class. No shares left, five percent
  or less by the filer's own mark, or less than five in all, is an exit; nothing will be filed after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cypher.quantity import UNDISCLOSED, BadFigure, Share, parse_percent, rounded
from cypher.vocabulary import Kind, SeatKind
from ingest.records import Closed, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.sources._edgar_filing import plain_name

SCHEME = "sec_schedule13"

_PLAIN = re.compile(
    r"(?:(?:common|ordinary|shares?|stock|capital|of|the|and|an?|in|each|per|par|value|nominal|no|without|with|american"
    r"|depositary|adss?|adrs?|receipts|evidenced|by|represent(?:ing|s)|one|two|three|four|five|ten|beneficial|interest"
    r"|voting|issuer|company)\s)+"
)
_MONEY = re.compile(r"(?:us|hk|rmb|nt)?[$€£¥]\s?[\d.,]+|\b(?:usd|eur|gbp|rmb|hkd)\s?[\d.,]+|\b[\d.,]+\b")
_OTHER_CLASS = re.compile(
    r"(?i)\bclass\s+[a-z]\b|\bseries\s+[a-z\d]+\b|super-?\s?voting|multiple\s+voting|non-?\s?voting"
    r"|subordinate\s+voting|votes\s+(?:per|for\s+each)\s+share|\bpreferred\s+(?:stock|shares?)|preference\s+shares?"
)
_CUSIP = re.compile(r"[0-9]{3}[0-9A-Z]{5}[0-9]|[A-Z][0-9]{2}[0-9A-Z]{5}[0-9]")


@dataclass(frozen=True, slots=True)
class Person:
    """One reporting person. Amounts are shares; ``percent`` is text as printed, without the sign."""

    where: str
    name: str
    cik: Identifier | None
    place: str | None
    place_stated: str
    types: tuple[str, ...]
    sole_votes: Fraction
    shared_votes: Fraction
    shared_disposal: Fraction
    amount: Fraction
    percent: str
    member: bool = False

    @property
    def is_natural(self) -> bool:
        return "IN" in self.types


@dataclass(frozen=True, slots=True)
class Cover:
    """A filing. ``total``: the shares it reports in all, if it says so; ``ceased``: five percent or less by mark."""

    form: str
    issuer: Identifier
    issuer_name: str
    title: str
    cusip: str
    event: date
    signed: date | None
    amendment: int
    several_classes: bool
    ceased: bool
    total: Fraction | None
    url: str


def amount_of(text: str) -> Fraction:
    """A number of shares ("5288262.00", "2,100,000", "-0-", "None"). Raises ValueError for anything else."""
    text = re.sub(r"(?i)\bshares?\b|\([^)]*\)|[*†]", "", text).strip(" .")
    if re.fullmatch(r"(?i)-+\s*0?\s*-*|none|nil|—+|–+|0", text):
        return Fraction(0)
    if not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text):
        raise ValueError(f"not a number of shares: {text[:60]!r}")
    return Fraction(text.replace(",", ""))


def names_several_classes(title: str, text: str) -> bool:
    """Whether the class's title, or anything that the filing says, tells of more classes than one."""
    words = re.findall(r"[a-z]+", _MONEY.sub(" ", title.casefold()))
    plain = {"common", "ordinary"}.intersection(words) and _PLAIN.fullmatch(" ".join([*words, ""]))
    return not plain or bool(_OTHER_CLASS.search(text))


def records(cover: Cover, people: list[Person], *, complete: bool) -> Iterator[Record]:
    """The issuer, the reporting persons, what each has or that it has left.

    ``complete``: the people are all that the filing names. Who has no share is no holder.
    """
    published = cover.signed or cover.event
    yield PartyRecord(
        record=f"issuer:{cover.issuer.value}",
        id=cover.issuer,
        kind="company",
        name=cover.issuer_name,
        published=published,
        version=cover.amendment,
        url=cover.url,
    )
    good: list[Person] = []
    for person in people:
        problem = _problem(person)
        if problem:
            yield Refused(person.where, problem, record=_record(cover, person), raw=repr(person))
        else:
            good.append(person)
            yield _party(cover, person, published)
    left = _left(cover, good, complete=complete and len(good) == len(people))
    holders = [person for person in good if person not in left]
    groups = _groups(cover, holders)
    for person in good:
        if person in left:
            yield Closed(_record(cover, person), cover.event, published=published, version=cover.amendment)
        else:
            yield _interest(cover, person, groups.get(person), published)


def _problem(person: Person) -> str:
    if not person.name:
        return "a reporting person without a name"
    try:
        value = parse_percent(person.percent)
        rounded(person.percent)
    except BadFigure as wrong:
        return str(wrong)
    if value > 0 and not person.amount:
        return f"{person.percent} % of the class, but no shares"
    if person.sole_votes + person.shared_votes > person.amount:
        return "votes over more shares than are owned"
    return ""


def _left(cover: Cover, people: list[Person], *, complete: bool) -> set[Person]:
    """Who holds nothing of note any more. Members of a group below five percent each may have more together."""
    left = {person for person in people if not person.amount}
    small = complete and sum(parse_percent(person.percent) for person in people) < 5
    if cover.ceased or (cover.form.endswith("/A") and small):
        left |= {person for person in people if parse_percent(person.percent) < 5}
    return left


def _groups(cover: Cover, holders: list[Person]) -> dict[Person, str]:
    """One block under several names. Of those who have shares of their own besides, the block takes one at most."""
    blocks: list[list[Person]] = []
    if cover.total:
        blocks.append([person for person in holders if person.amount == cover.total])
    for shared in sorted({max(person.shared_votes, person.shared_disposal) for person in holders} - {Fraction(0)}):
        members = [one for one in holders if max(one.shared_votes, one.shared_disposal) == shared]
        pure = [person for person in members if person.amount == shared]
        more = [person for person in members if person.amount > shared]
        blocks.append(pure + (more if len(more) == 1 else []))
    found: dict[Person, str] = {}
    for block in blocks:
        free = [person for person in block if person not in found]
        if len(free) > 1:
            name = min(_record(cover, person) for person in free)
            found |= dict.fromkeys(free, f"{SCHEME}:{name}")
    return found


def _class(cover: Cover) -> str:
    cusip = re.sub(r"\s", "", cover.cusip).upper()
    return cusip if _CUSIP.fullmatch(cusip) and cusip.strip("0") else plain_name(cover.title)[:80]


def _id(cover: Cover, person: Person) -> Identifier:
    return person.cik or Identifier(SCHEME, f"{cover.issuer.value}:{plain_name(person.name)}")


def _record(cover: Cover, person: Person) -> str:
    return f"{cover.issuer.value}:{person.cik.value if person.cik else plain_name(person.name)}:{_class(cover)}"


def _party(cover: Cover, person: Person, published: date) -> PartyRecord:
    kind: Kind = "person" if person.is_natural else "company"
    seat: SeatKind = "nationality" if person.is_natural else "incorporation"
    party = _id(cover, person)
    return PartyRecord(
        record=f"person:{party.value}",
        id=party,
        kind=kind,
        name=person.name,
        seats=(Seat(seat, person.place, person.place_stated),) if person.place else (),
        published=published,
        version=cover.amendment,
        url=cover.url,
        stated=f"type of reporting person: {', '.join(person.types)}" if person.types else "",
    )


def _interest(cover: Cover, person: Person, group: str | None, published: date) -> InterestRecord:
    shares = votes = UNDISCLOSED
    if not cover.several_classes:
        high = rounded(person.percent).high
        power = person.sole_votes + person.shared_votes
        shares, votes = Share(0, high), Share(0, -(-high * power // person.amount))
    return InterestRecord(
        record=_record(cover, person),
        holder=_id(cover, person),
        subject=cover.issuer,
        shares=shares,
        votes=votes,
        directness="unknown",
        group=group,
        concert=f"{SCHEME}:{cover.issuer.value}:{_class(cover)}" if person.member and group is None else None,
        valid_from=cover.event,
        published=published,
        version=cover.amendment,
        url=cover.url,
        stated=f"{cover.form}: {person.percent} % of {cover.title[:120]} by Rule 13d-3",
    )
