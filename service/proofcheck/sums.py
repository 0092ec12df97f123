"""What a set of holders has, and when that is enough: the rules by which a party joins a set.

Everything is asked of one party, its holdings, and who among its holders is taken to be a member.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from service.proofcheck.reading import Holding, Metric, Party, Rule

WHOLE = Fraction(100)
NONE = Fraction(0)
MEMBER: Literal["member"] = "member"
"""The right that ties the members of a group or a concert to their joint holder."""


def for_certain(holdings: Iterable[Holding], metric: Metric) -> Fraction:
    """Direct lows add up. Of those that may repeat another's block only the largest counts."""
    amounts = [holding.of(metric) for holding in holdings]
    repeated = max((amount.unknown_low for amount in amounts), default=NONE)
    return min(WHOLE, sum((amount.low for amount in amounts), NONE) + repeated)


@dataclass(frozen=True)
class Joining:
    """The policy's tests. ``passed``: whether an amount passes the threshold."""

    rule: Rule
    passed: Callable[[Fraction], bool]

    def certain(self, party: Party, members: Collection[str]) -> bool:
        """For certain a majority by one metric, or by one declared figure, or hard control that counts."""
        inside = _inside(party, members)
        return any(holding.rights & (self.rule.hard | {MEMBER}) for holding in inside) or any(
            self.passed(for_certain(inside, metric))
            or any(self.passed(holding.of(metric).declared_low) for holding in inside)
            for metric in self.rule.metrics
        )

    def possible(self, party: Party, members: Collection[str]) -> bool:
        """Perhaps a majority by a metric of which a member has something, or a declared one, or any control."""
        inside = _inside(party, members)
        counts = self.rule.hard | self.rule.soft | {MEMBER}
        return any((holding.rights | holding.weak_rights) & counts for holding in inside) or any(
            self.passed(may_have(party, members, metric))
            or any(self.passed(holding.of(metric).declared_high) for holding in inside)
            for metric in self.rule.metrics
        )

    def cleared(self, party: Party, members: Collection[str]) -> bool:
        """No hard control by others or for somebody unknown; on every stated metric no majority left to others, or a
        presumption."""
        if not party.held:
            return False
        if party.joint:
            return all(holding.holder in members for holding in party.holdings)
        if self.rule.seats and party.standing != "supported":
            return False
        if any(holding.blocking & self.rule.hard for holding in party.holdings):
            return False
        outside = [holding for holding in party.holdings if holding.holder not in members]
        if any((holding.rights | holding.weak_rights) & self.rule.hard for holding in outside):
            return False
        if party.stated:
            return not any(self.passed(others_may_have(party, members, metric)) for metric in party.stated)
        return bool(party.rest_cleared) or (
            "consolidated_by_cleared" in self.rule.presumptions
            and any("consolidation" in holding.rights and holding.holder in members for holding in party.holdings)
        )


def may_have(party: Party, members: Collection[str], metric: Metric) -> Fraction:
    """What members may have: all that others do not have for certain; nothing if no member has anything."""
    inside = _inside(party, members)
    if not any(holding.of(metric).high for holding in inside):
        return NONE
    left = WHOLE - for_certain((holding for holding in party.holdings if holding.holder not in members), metric)
    if metric not in party.rest_cleared:
        return left
    nobodys = sum((holding.of(metric).open for holding in party.holdings), NONE)
    return min(left, nobodys + sum((holding.of(metric).high for holding in inside), NONE))


def others_may_have(party: Party, members: Collection[str], metric: Metric) -> Fraction:
    """What all but the members may have; stakes that are not to a member's credit are others'."""
    left = WHOLE - for_certain((holding for holding in party.holdings if holding.holder in members), metric)
    if metric not in party.rest_cleared:
        return left
    highs = declared = NONE
    for holding in party.holdings:
        amount = holding.of(metric)
        theirs = amount.blind if holding.holder in members else max(amount.high, amount.blind)
        highs += amount.open + theirs
        if holding.holder not in members:
            declared = max(declared, amount.declared_high)
    return min(left, max(highs, declared))


def _inside(party: Party, members: Collection[str]) -> list[Holding]:
    return [holding for holding in party.holdings if holding.holder in members and party.held]
