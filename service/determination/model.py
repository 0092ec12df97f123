"""What the determination reasons about: parties with dated seats, claims, and what a policy makes of them. PURE.

A *claim* is one source's statement; a *holding* is what consolidation makes of all claims of one holder on one
subject. Shares are integers in trillionths (``cypher.quantity``), dates are UTC days, None is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from cypher.quantity import Share
from cypher.vocabulary import Capacity, Directness, Grade, Kind, Metric, SeatKind

Designation = Literal["restricted", "possible", "cleared"]
Standing = Literal["restricted", "possible", "cleared", "supported", "unknown"]
"""What a policy says of a party by itself, before any ownership: restricted and possible ones are seeds, "cleared"
is designated so, "supported" sits in a supported place, "unknown" is none of these."""


@dataclass(frozen=True, slots=True)
class Life:
    """When something was true in the world and when it was on record. From is inclusive, to exclusive."""

    valid_from: date | None = None
    valid_to: date | None = None
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None

    def on_record(self, known_at: datetime | None) -> bool:
        """Whether it was on record at ``known_at``; None asks for what is on record now."""
        if known_at is None:
            return self.recorded_to is None
        return (self.recorded_from is None or self.recorded_from <= known_at) and (
            self.recorded_to is None or known_at < self.recorded_to
        )

    def valid(self, as_of: date) -> bool:
        return (self.valid_from is None or self.valid_from <= as_of) and not self.ended(as_of)

    def ended(self, as_of: date) -> bool:
        return self.valid_to is not None and self.valid_to <= as_of

    def known_to_have_ended(self, as_of: date, known_at: datetime | None) -> bool:
        """It ended by ``as_of``, and that was or had been on record: a source closes what it no longer states."""
        return self.ended(as_of) and (known_at is None or self.recorded_from is None or self.recorded_from <= known_at)

    def left(self, known_at: datetime | None) -> date | None:
        """The day on which it ended or, if no source says when, was found to be stated no longer; None: it stands."""
        if self.recorded_from is not None and known_at is not None and known_at < self.recorded_from:
            return None
        if self.valid_to is not None:
            return self.valid_to
        return self.recorded_to.date() if self.recorded_to and not self.on_record(known_at) else None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from: the source, its record, a link to it, its date and its own words."""

    source: str = ""
    record: str = ""
    url: str | None = None
    published: date | None = None
    stated: str = ""
    grade: Grade = "A"
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Seat:
    kind: SeatKind
    jurisdiction: str
    life: Life = Life()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry of the restricted-party list ``list`` that names a party. ``programme``: why, in the list's own code."""

    list: str
    programme: str
    life: Life = Life()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Party:
    """``branch_of`` is the head of a branch. ``rest``: who holds what nobody declares.

    ``possibly_same``: parties that may be this one, which nobody has confirmed or denied. ``designation``: what a case
    says, or what a policy makes of ``listings`` (``listings.py``).
    """

    id: str
    kind: Kind = "company"
    name: str = ""
    seats: tuple[Seat, ...] = ()
    designation: Designation | None = None
    listed: bool = False
    rest: Literal["undisclosed", "cleared"] = "undisclosed"
    dissolved_on: date | None = None
    branch_of: str | None = None
    possibly_same: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's statement that ``holder`` has shares, votes, profits or rights in ``subject``.

    ``group``: one block listed under several names; ``concert``: blocks of parties that act together. ``contingent``:
    what a warrant, an option or a convertible would give; it is never counted, and None is of unknown size.
    """

    key: str
    holder: str
    subject: str
    shares: Share | None = None
    votes: Share | None = None
    profits: Share | None = None
    rights: tuple[str, ...] = ()
    contingent: Share | None = None
    directness: Directness = "direct"
    capacity: Capacity = "own"
    on_behalf_of: str | None = None
    group: str | None = None
    concert: str | None = None
    life: Life = Life()
    origin: Origin = Origin()

    def share(self, metric: Metric) -> Share | None:
        return {"shares": self.shares, "votes": self.votes, "profits": self.profits}[metric]


@dataclass(frozen=True, slots=True)
class World:
    """Everything known about one entity's ancestors (or a whole case): parties by id, and claims between them.

    ``former``: statements that stand no longer, closed on record; only flags look at them. ``fresh_until``: source ->
    the last day on which its data are as young as it promises. ``lists``: the restricted-party lists that are loaded
    and as young as promised.
    """

    parties: Mapping[str, Party]
    claims: tuple[Claim, ...]
    former: tuple[Claim, ...] = ()
    fresh_until: Mapping[str, date] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stake:
    """What one holder effectively has of one metric of one subject, in trillionths.

    ``low``: for certain and direct. ``unknown_low``: for certain, but it may repeat another holder's block
    (directness unknown). ``high``: at most. ``open``: held for nobody known (undisclosed holders, depositaries,
    dissolved holders). ``blind``: at most, held by this holder but not to its credit (nominee, trustee, grade C):
    it can never help to clear. ``declared_low`` / ``declared_high``: a declared indirect or total figure.
    """

    low: int = 0
    unknown_low: int = 0
    high: int = 0
    open: int = 0
    blind: int = 0
    declared_low: int = 0
    declared_high: int = 0


NO_STAKE = Stake()


@dataclass(frozen=True, slots=True)
class Holding:
    """The effective holding of one holder in one subject: the only thing the fixpoints see of a pair.

    ``rights``: hard rights that count for certain. ``weak_rights``: rights that make control possible only.
    ``blocking``: hard rights for somebody nobody knows (an undisclosed or dissolved holder, a nominee, a trustee, a
    depositary): whoever holds them, nobody can be said to be free of control.
    """

    holder: str
    subject: str
    stakes: Mapping[Metric, Stake] = field(default_factory=dict)
    rights: frozenset[str] = frozenset()
    weak_rights: frozenset[str] = frozenset()
    blocking: frozenset[str] = frozenset()
    claims: tuple[str, ...] = ()


MEMBER = "member"
"""The right by which a joint holder is what any of its members is, and is cleared only if all of them are."""


@dataclass(frozen=True, slots=True)
class Node:
    """What the fixpoints see of a party; ``joint`` is a derived holder for a group or a concert.

    ``stated``: metrics that somebody has stated something about. ``rest_cleared``: metrics whose undeclared rest is
    known to be held by unrestricted parties.
    """

    id: str
    kind: Kind | Literal["joint"]
    standing: Standing
    stated: frozenset[Metric] = frozenset()
    rest_cleared: frozenset[Metric] = frozenset()


@dataclass(frozen=True, slots=True)
class Holdings:
    """A consolidated graph: nodes (no branches: they are their heads) and holdings, by subject and by holder.

    ``ownerless``: companies held by nobody but themselves and what they control. ``joints``: joint holder -> members.
    """

    nodes: Mapping[str, Node]
    into: Mapping[str, tuple[Holding, ...]]
    out: Mapping[str, tuple[str, ...]]
    ownerless: frozenset[str] = frozenset()
    joints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sets:
    """Three least fixpoints: party id -> round of entry. ``possible`` holds all of ``certain``, at round 0.

    ``by_seed``: where a policy tests each holder alone, the certain and the possible set of every seed that holds
    anything; the sets themselves are their unions.
    """

    certain: Mapping[str, int]
    possible: Mapping[str, int]
    cleared: Mapping[str, int]
    by_seed: Mapping[str, tuple[Mapping[str, int], Mapping[str, int]]] = field(default_factory=dict)
