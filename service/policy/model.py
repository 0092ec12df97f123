"""A policy: the rule that a determination applies, as validated data. PURE.

Fields follow ``policies/*.toml``; ``service/policy/README.md`` explains each in words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Literal

from cypher.quantity import PERCENT
from cypher.vocabulary import HARD_RIGHTS, SOFT_RIGHTS, Metric
from service.policy.territories import country, sovereign

Place = Literal["restricted", "supported", "unknown"]
Decision = Literal["allow", "hold", "deny"]
Effect = Literal["report", "review"]
Verdict = Literal["restricted", "review", "clear", "unknown"]

STRICTNESS: dict[Decision, int] = {"allow": 0, "hold": 1, "deny": 2}

FLAG_EFFECTS: dict[str, Effect] = {
    "exactly_half": "review", "opaque_with_restricted": "review", "national_majority": "review",
    "contingent_majority": "review", "moved_seat": "review", "operations_restricted": "review",
    "former_restricted_holder": "review", "dominant_minority": "review", "no_outside_owner": "review",
    "candidate_identity": "review", "list_missing": "review", "policy_not_in_force": "review",
    "readings_disagree": "review", "restricted_through_cleared_parent": "review", "mutual_with_restricted": "review",
    "just_below": "report", "sum_over_100": "report", "sources_conflict": "report", "stale": "report",
    "dissolved": "report", "no_disclosure": "report", "policy_status_unverified": "report",
}  # fmt: skip
"""Every flag code and the effect it has unless the policy says otherwise."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a provisioning hook does with a verdict; ``control``: with ``restricted`` by hard control alone."""

    restricted: Decision = "deny"
    review: Decision = "hold"
    clear: Decision = "allow"
    unknown: Decision = "hold"
    control: dict[str, Decision] = field(
        default_factory=lambda: {
            "board_majority": "deny", "consolidation": "hold", "general_partner": "hold",
            "contractual": "hold", "casting_vote": "hold",
        }
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cite:
    """A text that a rule is taken from; ``date`` is the text's own."""

    url: str | None = None
    title: str | None = None
    date: date | None = None


@dataclass(frozen=True)
class Policy:
    """One version of one rule. ``hash`` is the SHA-256 of the file it was read from.

    ``superseded_on``: the day on which the next known version begins; no part of the file.
    """

    id: str
    version: str
    title: str
    hash: str
    threshold: Fraction
    comparator: Literal[">", ">="]
    cites: tuple[Cite, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    aggregation: Literal["aggregate", "per_holder"] = "aggregate"
    metrics: tuple[Metric, ...] = ("shares", "votes", "profits")
    hard_control: tuple[str, ...] = HARD_RIGHTS
    soft_control: bool = True
    seats: bool = True
    registration: Literal["decides", "possible", "ignored"] = "decides"
    registration_possible: frozenset[str] = frozenset()
    offshore: frozenset[str] = frozenset()
    seed_kinds: tuple[str, ...] = ("company", "state")
    resident_persons: Literal["possible", "ignored"] = "ignored"
    lists: tuple[str, ...] = ()
    presumptions: tuple[str, ...] = ("listed", "consolidated_by_cleared")
    status_unverified: str | None = None
    supported: frozenset[str] | None = None
    restricted: frozenset[str] | None = None
    excepted: frozenset[str] = frozenset()
    places_as_of: date | None = None
    places_source: str | None = None
    flags: dict[str, Effect] = field(default_factory=dict)
    decisions: Decisions = Decisions()
    superseded_on: date | None = None

    @property
    def name(self) -> str:
        """Its version's own name, such as "eu-50@2024-07-03"."""
        return f"{self.id}@{self.version}"

    @cached_property
    def least(self) -> int:
        """The fewest trillionths that pass the threshold: "> 50" is 500 000 000 001."""
        exact = self.threshold * PERCENT
        return floor(exact) + 1 if self.comparator == ">" else ceil(exact)

    @cached_property
    def certain_rights(self) -> tuple[str, ...]:
        """Rights that make a company certain: the hard ones that count. A joint holder is what its members are."""
        return (*self.hard_control, "member")

    @cached_property
    def possible_rights(self) -> tuple[str, ...]:
        """Rights that make a company possible: the hard ones that count and, if it says so, the soft ones."""
        return self.certain_rights + (SOFT_RIGHTS if self.soft_control else ())

    def place(self, code: str) -> Place:
        """What the policy says of an ISO 3166-1/-2 code. Codes that are not assigned are unknown, never restricted."""
        state = sovereign(code)
        if state is None:
            return "unknown"
        if self.restricted is not None:
            named = self.restricted & {code, country(code), state}
            return "restricted" if named else "supported"
        if code in self.excepted or country(code) in self.excepted:
            return "restricted"
        return "supported" if {country(code), state} & (self.supported or frozenset()) else "restricted"

    def effect(self, flag: str) -> Effect:
        return self.flags.get(flag, FLAG_EFFECTS[flag])

    def missing_lists(self, loaded: Collection[str]) -> list[str]:
        """Lists that it names and that are not ``loaded``: with any, it is a draft and cannot be evaluated."""
        return [name for name in self.lists if name not in loaded]

    def in_force(self, on: date) -> bool:
        ends = (day for day in (self.valid_to, self.superseded_on) if day is not None)
        return (self.valid_from is None or self.valid_from <= on) and all(on < day for day in ends)
