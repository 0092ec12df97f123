"""A determination document as the checker sees it: only the keys that a proof rests on, each of the right shape.

Amounts are exact fractions of percent, so 100 is the whole. Nothing is taken from the engine, not even its unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

import msgspec

from cypher.quantity import BadFigure, parse_percent

Set = Literal["certain", "possible", "cleared", "open"]
Standing = Literal["restricted", "possible", "cleared", "supported", "unknown"]
Decision = Literal["allow", "hold", "deny"]
Metric = Literal["shares", "votes", "profits"]
Kind = Literal["company", "person", "state", "unknown", "branch", "joint"]
Hard = Literal["board_majority", "consolidation", "general_partner", "contractual", "casting_vote"]
Soft = Literal["board_minority", "veto", "golden_share", "significant_influence", "fund_manager", "other_soft"]
SeatKind = Literal[
    "headquarters", "principal_executive", "business_address", "operational", "self_statement", "analyst",
    "mailing", "incorporation", "registered", "nationality", "residence",
]  # fmt: skip
Round = Annotated[int, msgspec.Meta(ge=0)]
NONE = Fraction(0)


class Unreadable(ValueError):
    """Not a determination that carries a certificate; the message says where it goes wrong."""


class _Exact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Inside the certificate an unknown key is an error: what is not understood might count against the proof."""


class Amount(_Exact, frozen=True):
    """What a holder has of one metric: for certain (direct; directness unknown), at most, in nobody's name, not to its
    credit, and as a declared indirect figure."""

    low: Fraction = NONE
    unknown_low: Fraction = NONE
    high: Fraction = NONE
    open: Fraction = NONE
    blind: Fraction = NONE
    declared_low: Fraction = NONE
    declared_high: Fraction = NONE


NOTHING = Amount()


class Holding(_Exact, frozen=True):
    """``weak_rights`` make control possible only; ``blocking``: control that is exercised for somebody nobody knows."""

    holder: str
    claims: tuple[str, ...]
    amounts: dict[Metric, Amount] = {}
    rights: frozenset[Hard | Literal["member"]] = frozenset()
    weak_rights: frozenset[Hard | Soft] = frozenset()
    blocking: frozenset[Hard] = frozenset()

    def of(self, metric: Metric) -> Amount:
        return self.amounts.get(metric, NOTHING)


class Seat(_Exact, frozen=True):
    """A seat with the policy's answer for its place."""

    kind: SeatKind
    jurisdiction: str
    place: Literal["restricted", "supported", "unknown"]
    offshore: bool = False
    registration_possible: bool = False
    grade: Literal["A", "C"] = "A"

    def __str__(self) -> str:
        return f"{self.kind}:{self.jurisdiction}"


class Evidence(_Exact, frozen=True):
    """What a party is said to be by itself, and on what that rests."""

    id: str
    kind: Kind
    standing: Standing = "supported"
    designation: Literal["restricted", "possible", "cleared"] | None = None
    seats: tuple[Seat, ...] = ()


class Seeds(_Exact, frozen=True):
    """Where each seed is tested alone: those that reach a party for certain, and those that may."""

    certain: frozenset[str]
    possible: frozenset[str]


class Party(Evidence, frozen=True, kw_only=True):
    """``holdings`` are those in this party, out of ``holders``; None where the proof needs none of them."""

    set: Set
    round: Round | None
    members: tuple[str, ...] | None = None
    seeds: Seeds | None = None
    stated: tuple[Metric, ...] = ()
    rest_cleared: tuple[Metric, ...] = ()
    presumed: Literal["listed"] | None = None
    holders: int | None = None
    holdings: tuple[Holding, ...] = ()

    @property
    def joint(self) -> bool:
        return self.kind == "joint"

    @property
    def held(self) -> bool:
        """Whether holders can make it what they are. Persons, states and undisclosed holders are only what they are
        by themselves."""
        return self.kind in ("company", "joint")

    @property
    def whole(self) -> bool:
        """Whether all that holders could say of it is shown."""
        return len(self.holdings) == self.holders or not self.held


class Decisions(_Exact, frozen=True):
    restricted: Decision
    review: Decision
    clear: Decision
    unknown: Decision
    control: dict[str, Decision]


class Rule(_Exact, frozen=True):
    """How the policy counts. ``least``: the smallest amount that passes, in trillionths made percent."""

    metrics: tuple[Metric, ...]
    hard: frozenset[Hard]
    soft: frozenset[Soft]
    aggregation: Literal["aggregate", "per_holder"]
    presumptions: frozenset[Literal["listed", "consolidated_by_cleared"]]
    seats: bool
    registration: Literal["decides", "possible", "ignored"]
    seed_kinds: frozenset[Literal["company", "state", "person"]]
    residents: Literal["possible", "ignored"]
    least: Fraction
    decisions: Decisions


class Certificate(_Exact, frozen=True):
    complete: bool
    rule: Rule
    subject: str
    parties: tuple[Party, ...]
    branch: Evidence | None = None


class Named(msgspec.Struct, frozen=True):
    id: str
    kind: Kind
    seats: tuple[str, ...]

    def names(self, party: Evidence) -> bool:
        """Whether it is this party. A branch whose head nobody knows is a company of its own."""
        return self.id == party.id and (self.kind == party.kind or (self.kind, party.kind) == ("branch", "company"))


class Claim(msgspec.Struct, frozen=True):
    key: str


class Edge(msgspec.Struct, frozen=True):
    holder: Named
    subject: Named
    by: Metric | Hard | Soft | Literal["member"]
    round: Round
    claims: tuple[Claim, ...]
    low: Fraction | None = None
    high: Fraction | None = None
    directness: Literal["direct", "unknown", "declared"] | None = None


class Flag(msgspec.Struct, frozen=True):
    code: str
    effect: Literal["report", "review"]


class Threshold(msgspec.Struct, frozen=True):
    percent: Fraction
    comparator: Literal[">", ">="]

    def passed(self, amount: Fraction) -> bool:
        return amount > self.percent if self.comparator == ">" else amount >= self.percent


class Determination(msgspec.Struct, frozen=True):
    """``margin`` is a signed decimal of percent points, or None."""

    entity: Named
    set: Set
    verdict: Literal["restricted", "review", "clear", "unknown"]
    decision: Decision
    basis: tuple[str, ...]
    flags: tuple[Flag, ...]
    threshold: Threshold
    margin: str | None
    main_path: tuple[Edge, ...]
    deciding: tuple[Edge, ...]
    deciding_complete: bool
    certificate: Certificate


def read(document: Any) -> Determination:
    """The checked shape of one determination. Raises Unreadable."""
    if isinstance(document, dict) and "set" in document and "certificate" not in document:
        raise Unreadable("it carries no certificate: it was made by an engine that did not write one yet")
    try:
        return msgspec.convert(document, Determination, dec_hook=_fraction)
    except msgspec.ValidationError as error:
        raise Unreadable(f"not a determination: {error}") from None


def _fraction(kind: type, value: Any) -> Any:
    if kind is not Fraction or not isinstance(value, str):
        raise TypeError(f"a percentage is a decimal string, not {str(value)[:40]!r}")
    try:
        amount = parse_percent(value)
    except BadFigure as error:
        raise ValueError(str(error)) from None
    if not 0 <= amount <= 100:
        raise ValueError(f"{value[:40]} is no part of a whole")
    return amount
