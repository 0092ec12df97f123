"""What one holder has of one subject, and how figures add up: the amounts of the slow reference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil, floor
from typing import Any

WHOLE = 10**12
METRICS = ("shares", "votes", "profits")


@dataclass
class Amounts:
    """What one holder has of one metric of one subject."""

    low: int = 0  # for certain
    once: int = 0  # for certain, but of unknown directness: maybe another holder's block again
    high: int = 0  # at most
    nobodys: int = 0  # at most, and nobody known has it
    not_its_own: int = 0  # that part of high which is no credit to the holder: for others, or of a poor source
    declared_low: int = 0  # an indirect or total figure
    declared_high: int = 0


@dataclass
class Held:
    """What one holder has of one subject. ``hard``: certain; ``weak``: soft, or hard and not to the holder's credit;
    ``for_nobody_known``: hard rights that a nominee, a trustee, a depositary, an unknown or a dissolved holder has."""

    holder: str
    amounts: dict[str, Amounts] = field(default_factory=dict)
    hard: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    for_nobody_known: set[str] = field(default_factory=set)

    def of(self, metric: str) -> Amounts:
        return self.amounts.get(metric, Amounts())


def together(holders: Iterable[Held], metric: str) -> int:
    """What holders have for certain: the sum of the direct lows and the largest single one of unknown directness."""
    amounts = [held.of(metric) for held in holders]
    return min(WHOLE, sum(a.low for a in amounts) + max((a.once for a in amounts), default=0))


def added(holder: str, blocks: list[Held]) -> Held:
    """Separate blocks of parties that act together, as one holder's."""
    result = Held(holder)
    for metric in METRICS:
        amounts = [block.amounts[metric] for block in blocks if metric in block.amounts]
        if amounts:
            result.amounts[metric] = Amounts(
                low=min(WHOLE, sum(a.low for a in amounts)),
                once=max(a.once for a in amounts),
                high=min(WHOLE, sum(a.high for a in amounts)),
                nobodys=min(WHOLE, sum(a.nobodys for a in amounts)),
                not_its_own=min(WHOLE, sum(a.not_its_own for a in amounts)),
                declared_low=max(a.declared_low for a in amounts),
                declared_high=max(a.declared_high for a in amounts),
            )
    for block in blocks:
        result.hard |= block.hard
        result.weak |= block.weak
        result.for_nobody_known |= block.for_nobody_known
    return result


def of_a_smaller_whole(amounts: Amounts, own: int) -> Amounts:
    """The same without own shares: lows rounded down, highs up, at most all."""
    scaled = {}
    for name, amount in vars(amounts).items():
        exact = Fraction(amount * WHOLE, WHOLE - own)
        scaled[name] = min(WHOLE, floor(exact) if name in ("low", "once", "declared_low") else ceil(exact))
    return Amounts(**scaled)


def freshest(interests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def day(interest: dict[str, Any]) -> str:
        return (interest.get("published") or interest.get("valid_from") or interest.get("recorded_from") or "")[:10]

    newest = max(day(interest) for interest in interests)
    return [interest for interest in interests if day(interest) == newest]


def instant(text: str) -> datetime:
    """A day is its first moment, in UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def figure(interest: dict[str, Any]) -> tuple[int, int]:
    """The least and the most of an interest, in trillionths."""
    if interest.get("percent") is not None:
        exact = Fraction(str(interest["percent"])) * WHOLE / 100
        return floor(exact), ceil(exact)
    low, high = 0, WHOLE
    if interest.get("min") is not None:
        low = floor(Fraction(str(interest["min"])) * WHOLE / 100) + bool(interest.get("min_exclusive"))
    if interest.get("max") is not None:
        high = ceil(Fraction(str(interest["max"])) * WHOLE / 100) - bool(interest.get("max_exclusive"))
    return low, high
