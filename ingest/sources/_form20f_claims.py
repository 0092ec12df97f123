"""The share table of a 20-F as parties and interests: what its percentages prove.

- Shares and votes are separate columns and separate metrics. Without a column of votes nothing is said of votes.
- Figures follow Rule 13d-3: rights within 60 days are in them. A figure is certain only where the row's footnote says
  of what it consists and speaks of no option, award, warrant or conversion; else it is the most that there may be.
- Where it is certain and the table says on how many shares it is based, the counts give the exact share, else the
  printed figure a rounded band. A printed percentage that does not follow from the counts is refused.
- A percentage of one class is one of all shares only where the document says that no other class is outstanding.
- A block under two names (founder and vehicle: equal counts, and one's footnote names the other) is one ``group``.
- Directors and officers "as a group", empty rows and rows of less than one percent are no holders to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cypher.quantity import UNDISCLOSED, BadFigure, Share, exact, rounded
from cypher.vocabulary import Kind
from ingest.jurisdictions import jurisdiction
from ingest.records import Complete, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.sources._edgar_filing import plain_name
from ingest.sources._form20f_table import Holder, Table

SCHEME = "sec_20f"

_NOT_YET = re.compile(
    r"(?i)\boptions?\b|\bwarrants?\b|\bconver(?:tible|sion|ted)\b|restricted shares?\b|restricted stock|\brsus?\b"
    r"|\bvest|within 60 days|right to acquire|\bissuable|exercisable|upon (?:the )?exercise|underlying|preferred shares"
)
_ALL = re.compile(r"(?i)^(?:represents?|consists? of|comprises?)\b")
_HELD = re.compile(r"(?i)\b(?:held|owned)\b")
_ENTITY = re.compile(
    r"(?i)\b(?:limited|ltd|inc|llc|l\.?p|corp(?:oration)?|company|co|fund|funds|entit(?:y|ies)|holdings?|capital|partners"
    r"|partnership|trust|group|plc|bank|investments?|management)\b"
)


def records(table: Table, issuer: Identifier, published: date, url: str) -> Iterator[Record]:
    """One party and one interest a row; a row in doubt is refused."""
    stakes: list[tuple[Holder, Share, Share | None]] = []
    for holder in table.holders:
        if not holder.counts and not holder.percents:
            continue
        try:
            stakes.append((holder, *_stake(holder, table)))
        except (BadFigure, ValueError) as wrong:
            yield Refused(
                holder.where, str(wrong), record=f"{issuer.value}:{plain_name(holder.name)}", raw=repr(holder)
            )
    groups = _groups([holder for holder, _, _ in stakes], table)
    for holder, shares, votes in stakes:
        note = _note(holder, table)
        party = Identifier(SCHEME, f"{issuer.value}:{plain_name(holder.name)}")
        place = _incorporated(holder.name, note)
        yield PartyRecord(
            record=f"holder:{party.value}",
            id=party,
            kind=_kind(holder, note),
            name=holder.name,
            seats=(Seat("incorporation", *place),) if place else (),
            published=published,
            url=url,
            stated=note[:300],
        )
        group = groups.get(holder.where)
        yield InterestRecord(
            record=party.value,
            holder=party,
            subject=issuer,
            shares=shares,
            votes=votes,
            directness="unknown",
            group=f"{SCHEME}:{issuer.value}:{group}" if group else None,
            valid_from=table.as_of or published,
            scope=issuer.value,
            published=published,
            url=url,
            stated=_stated(holder),
        )
    if stakes:
        yield Complete(issuer.value)


def _stake(holder: Holder, table: Table) -> tuple[Share, Share | None]:
    """Of all shares and of all votes. Raises ValueError where the row is not understood."""
    if holder.odd:
        raise ValueError(f"a figure that fits no column: {holder.odd[0][:60]!r}")
    note = _note(holder, table)
    certain = _is_certain(holder, note)
    printed = holder.percents.get("") or (holder.percents.get(table.only_class) if table.only_class else None)
    votes = rounded(holder.percents["votes"]) if "votes" in holder.percents else None
    if votes and not certain:
        votes = Share(0, votes.high)
    if printed is None:
        if not holder.percents:
            raise ValueError("a row with shares but no percentage")
        return UNDISCLOSED, votes or UNDISCLOSED
    shares = rounded(printed)
    if table.outstanding and holder.total:
        shares = _from_counts(shares, printed, Fraction(holder.total), table.outstanding, certain)
    return (shares if certain else Share(0, shares.high)), votes


def _from_counts(band: Share, printed: str, held: Fraction, outstanding: Fraction, certain: bool) -> Share:
    """The exact share where the counts bear the printed one out; with rights in both counts the printed one stays."""
    whole = held / outstanding * 100
    diluted = exact(held / (outstanding + held) * 100)
    if whole > 100 or exact(whole).high < band.low or diluted.low > band.high:
        raise ValueError(f"{printed} % does not follow from {held} of {outstanding} shares")
    if not certain:
        return band
    if exact(whole).low > band.high:
        raise ValueError(f"{printed} % does not follow from {held} of {outstanding} shares")
    return exact(whole)


def _is_certain(holder: Holder, note: str) -> bool:
    """Whether the footnote says that all of it is held today. "Includes" is a whole only with the row's own number."""
    if not note or _NOT_YET.search(note) or not _HELD.search(note):
        return False
    return bool(_ALL.match(note)) or (note.startswith("Includes") and f"{holder.total:,}" in note)


def _note(holder: Holder, table: Table) -> str:
    return " ".join(table.footnotes.get(mark, "") for mark in sorted(holder.marks, key=int)).strip()


def _groups(holders: list[Holder], table: Table) -> dict[str, str]:
    """The name of the group of each row that repeats another one, by the row's place."""
    found: dict[str, str] = {}
    for number, one in enumerate(holders):
        for other in holders[number + 1 :]:
            if one.counts == other.counts and one.total and _linked(one, other, table):
                name = found.get(one.where) or found.get(other.where) or plain_name(one.name)
                found[one.where] = found[other.where] = name
    return found


def _linked(one: Holder, other: Holder, table: Table) -> bool:
    notes = _words(_note(one, table)), _words(_note(other, table))
    return _words(other.name) in notes[0] or _words(one.name) in notes[1]


def _words(text: str) -> str:
    """As ``plain_name``, of a text of any length, with blanks at both ends: whole words only are found in it."""
    return " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])


def _kind(holder: Holder, note: str) -> Kind:
    if holder.people:
        return "person"
    last = holder.name.split()[-1] if holder.name.split() else ""
    said = re.search(rf"\b(?:Mr|Ms|Mrs|Dr)\.? (?:[A-Z][\w-]+ ){{0,3}}{re.escape(last)}\b", note)
    return "person" if said and not _ENTITY.search(holder.name) else "company"


def _incorporated(name: str, note: str) -> tuple[str, str] | None:
    """Where the footnote says, in as many words, that this company is incorporated."""
    match = re.search(
        rf"\b{re.escape(name)} is an? (?:([A-Z][\w. ]{{3,40}}?) (?:company|corporation)\b"
        rf"|(?:[a-z]+ )*(?:company|corporation)[\w ]{{0,40}}? (?:incorporated|organi[sz]ed|established|formed)"
        rf" (?:in|under the laws? of) (?:the laws of )?(?:the )?([A-Z][\w ]{{3,40}}?)(?=[,.;]| and | with | whose ))",
        note,
    )
    place = jurisdiction(match[1] or match[2]) if match else None
    return (place, match[0][:120]) if place and match else None


def _stated(holder: Holder) -> str:
    words = {"": "of all shares", "votes": "of the votes"}
    parts = [f"{value} % {words.get(key, f'of Class {key.upper()}')}" for key, value in holder.percents.items()]
    return f"{holder.name}: {', '.join(parts)}; {holder.total:,} shares"
