"""Listed companies to records: who is who within one exhibit, and which claims the words carry.

Rules, careful side first:
- being listed as a subsidiary is consolidation by the filer; a contractual entity (VIE) is control by contract and
  never equity; a joint venture or associate is significant influence at most;
- a printed share without a holder is often an effective one: ``total`` from the filer, beside the consolidation;
- a named direct holder that the exhibit itself lists (or the filer) gets the direct share; where that proves no
  majority, the filer's consolidation stands beside it; a holder that is not listed gets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cypher.names import name_key
from cypher.quantity import WHOLE, BadFigure, Share, exact, rounded
from cypher.vocabulary import Directness, Kind, Right
from ingest.jurisdictions import jurisdiction
from ingest.records import BranchRecord, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.sources._exhibit_holdings import Holding, contract_holder, ended, holdings
from ingest.sources._exhibit_rows import Exhibit, Listed
from ingest.sources._exhibit_words import Section, has_form, named

SCHEME = "sec_subsidiaries"
_MOST_WORDS = 1_000
_SLUG = 160
_BASE_RIGHT: dict[Section, Right] = {
    "subsidiary": "consolidation",
    "vie": "contractual",
    "vie_subsidiary": "consolidation",
    "mixed": "consolidation",
    "associate": "significant_influence",
    "mixed_associate": "significant_influence",
}
_BRANCH = re.compile(r"(?P<head>.+\b(?:Ltd|Limited|Inc|LLC|Corp|GmbH|AG)\.?),?\s+.*\bBranch(?: Company| Office)?$")
_FILER = (
    "registrant",
    "the registrant",
    "company",
    "the company",
    "our company",
    "us",
    "the group",
    "issuer",
    "the issuer",
)


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an exhibit comes from."""

    cik: str
    accession: str
    published: date | None
    url: str

    @property
    def issuer(self) -> Identifier:
        return Identifier("CIK", self.cik)


def records(exhibit: Exhibit, filing: Filing) -> Iterator[Record]:
    """Parties and interests of one exhibit, and what could not be read."""
    people = _Directory(exhibit, filing)
    written: set[str] = set()  # a company printed twice is one party; what only the second print says still counts
    for listed in exhibit.listed:
        identifier = people.identifier(listed)
        if identifier == filing.issuer:
            continue
        where = f"{filing.accession}: {listed.company.name}"[:200]
        if ended(listed.relation):
            yield Refused(where, "the exhibit says that it was sold or dissolved", raw=listed.words[:_MOST_WORDS])
            continue
        try:
            found = list(_one(listed, identifier, people, filing))
        except BadFigure as error:
            yield Refused(where, f"not a share: {error}", raw=listed.words[:_MOST_WORDS])
            continue
        yield from (record for record in found if record.record not in written)
        written.update(record.record for record in found)
    for words in exhibit.unread:
        yield Refused(filing.accession, "no company name in a row with a place or a share", raw=words[:_MOST_WORDS])


def _one(
    listed: Listed, identifier: Identifier, people: _Directory, filing: Filing
) -> Iterator[PartyRecord | BranchRecord | InterestRecord]:
    head = people.head_of(listed)
    yield _party(listed, identifier, filing, "branch" if head else "company")
    if head is None:
        yield from _interests(listed, identifier, people, filing)
        return
    yield BranchRecord(
        record=f"{filing.accession}/{identifier.value}/branch",
        branch=identifier,
        head=head,
        published=filing.published,
        url=filing.url,
        stated=listed.words[:_MOST_WORDS],
    )


class _Directory:
    """Names within one exhibit to identifiers. Ambiguous or unknown names resolve to None."""

    def __init__(self, exhibit: Exhibit, filing: Filing) -> None:
        self.filing = filing
        self.printed: dict[str, set[Identifier]] = {}
        self.keys: dict[str, set[Identifier]] = {}
        self.places: dict[Identifier, str] = {}
        for name in exhibit.issuer_names:
            self._note(name, filing.issuer)
        for listed in exhibit.listed:
            identifier = self.identifier(listed)
            self.places[identifier] = _country(listed)
            for name in (listed.company.name, *listed.company.aliases, *listed.company.other_names):
                self._note(name, identifier)

    def _note(self, name: str, identifier: Identifier) -> None:
        self.printed.setdefault(" ".join(name.casefold().split()), set()).add(identifier)
        self.keys.setdefault(name_key(name), set()).add(identifier)

    def identifier(self, listed: Listed) -> Identifier:
        key = name_key(listed.company.name)
        if self.keys.get(key) == {self.filing.issuer}:
            return self.filing.issuer
        parts = (self.filing.cik, key.replace(" ", "-")[:_SLUG], _country(listed))
        return Identifier(SCHEME, ".".join(part for part in parts if part))

    def find(self, holder: str) -> Identifier | None:
        if name_key(holder) in _FILER:
            return self.filing.issuer
        company = named(holder)
        country = (jurisdiction(company.place) or "")[:2]
        for table, key in (
            (self.printed, " ".join(company.name.casefold().split())),
            (self.keys, name_key(company.name)),
        ):
            found = table.get(key, set())
            if len(found) > 1 and country:
                found = {one for one in found if self.places.get(one) == country}
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return self._by_beginning(name_key(company.name))

    def head_of(self, listed: Listed) -> Identifier | None:
        """The listed company whose branch this is: "Alibaba (China) Co., Ltd., Yuhang Branch"."""
        match = _BRANCH.match(listed.company.name)
        head = self.find(match["head"]) if match and has_form(match["head"]) else None
        return head if head not in (None, self.identifier(listed), self.filing.issuer) else None

    def _by_beginning(self, key: str) -> Identifier | None:
        """ "Guizhou Puxin" for the only listed name that begins so."""
        if len(key) < 5:
            return None
        found = {one for full, ones in self.keys.items() if full.startswith(f"{key} ") for one in ones}
        return next(iter(found)) if len(found) == 1 else None


def _country(listed: Listed) -> str:
    """The country alone: one year prints "Delaware", the next "United States"; the party is the same."""
    return (jurisdiction(listed.place) or "")[:2]


def _party(listed: Listed, identifier: Identifier, filing: Filing, kind: Kind) -> PartyRecord:
    place = jurisdiction(listed.place)
    return PartyRecord(
        record=f"{filing.accession}/{identifier.value}",
        id=identifier,
        kind=kind,
        name=listed.company.name,
        other_names=listed.company.other_names,
        seats=(Seat("incorporation", place, listed.place),) if place else (),
        published=filing.published,
        url=filing.url,
        stated=listed.words[:_MOST_WORDS],
    )


def _interests(listed: Listed, subject: Identifier, people: _Directory, filing: Filing) -> Iterator[InterestRecord]:
    stated = holdings(listed.relation)
    section = listed.section
    base = _BASE_RIGHT[section]
    proven = Fraction(0)
    hard = False
    by_holder: dict[Identifier, tuple[Share | None, tuple[Right, ...], Directness]] = {}
    for holding in stated:
        holder = people.find(holding.holder) if holding.holder else None
        share = _share(holding)
        if holder is None or holder in (subject, filing.issuer) or holder in by_holder:
            continue
        rights: tuple[Right, ...] = ("general_partner",) if holding.general_partner else ()
        if share is None and base != "significant_influence":
            rights = (*rights, "consolidation")
        directness: Directness = "indirect" if holding.way == "indirect" else "direct"
        by_holder[holder] = (share, rights, directness)
        proven += Fraction(share.low if share and directness == "direct" else 0)
        hard = hard or bool(rights)
    under = people.find(listed.under) if listed.under else None
    if under and under not in (subject, filing.issuer) and not by_holder and base != "significant_influence":
        by_holder[under] = (None, ("consolidation",), "direct")
        hard = True
    for holder, (share, rights, directness) in by_holder.items():
        yield _claim(listed, filing, subject, holder, share, rights, directness)
    if hard or proven * 2 > WHOLE:
        return
    own, directness = _filers_share(listed, stated, people, filing)
    if base == "contractual":
        contractor = people.find(contract_holder(listed.relation)) if contract_holder(listed.relation) else None
        yield _claim(listed, filing, subject, contractor or filing.issuer, None, ("contractual",), "direct")
        return
    if section == "mixed_associate" and own is not None and own.low * 2 > WHOLE:
        base = "consolidation"
    if own is not None and (own.low * 2 <= WHOLE if section == "mixed" else own.high * 5 <= WHOLE):
        # A minority in a list that does not tell subsidiaries from the rest; under a fifth in any list
        base = "significant_influence"
    yield _claim(listed, filing, subject, filing.issuer, own, (base,), directness)


def _filers_share(
    listed: Listed, stated: list[Holding], people: _Directory, filing: Filing
) -> tuple[Share | None, Directness]:
    """What the filer itself has, if the words say so: direct where it is named as the holder, else a total."""
    for holding in stated:
        holder = people.find(holding.holder) if holding.holder else None
        if holder == filing.issuer:
            direct = holding.way != "indirect"
            return _equity(listed, _share(holding)), "direct" if direct else "indirect"
    bare = [holding for holding in stated if not holding.holder]
    if len(bare) == 1:
        share = _equity(listed, _share(bare[0]))
        return share, "total" if share else "unknown"
    return None, "unknown"


def _equity(listed: Listed, share: Share | None) -> Share | None:
    """Contractual entities print "100 %" for what is no equity; in a mixed list that can be any company of China."""
    if share is None or share.high == 0 or listed.section in ("vie", "vie_subsidiary"):
        return None
    if listed.section == "mixed" and share.low * 2 > WHOLE and _country(listed) in ("", "CN"):
        return None
    return share


def _share(holding: Holding) -> Share | None:
    if holding.figure is None:
        return None
    return exact(Fraction(100)) if holding.figure == "wholly" else rounded(holding.figure)


def _claim(
    listed: Listed,
    filing: Filing,
    subject: Identifier,
    holder: Identifier,
    share: Share | None,
    rights: tuple[Right, ...],
    directness: Directness,
) -> InterestRecord:
    by = "filer" if holder == filing.issuer else holder.value.removeprefix(f"{filing.cik}.")
    heading = {"vie": " (listed as a variable interest entity)", "vie_subsidiary": " (listed as a subsidiary of one)"}
    return InterestRecord(
        record=f"{filing.accession}/{subject.value}/{by}",
        holder=holder,
        subject=subject,
        shares=share,
        rights=rights,
        directness=directness,
        scope=filing.cik,
        published=filing.published,
        url=filing.url,
        stated=listed.words[:_MOST_WORDS] + heading.get(listed.section, ""),
    )
