"""Own shares leave the denominator: what a company holds in itself, directly or through what it controls. PURE.

D(E) is the least set that contains E and every S of which members together hold, on stated lows, more than half of the
shares or of the votes, or in which a member has hard control, whatever a policy counts. Members of D(E) that hold E lie
on a ring through E, so only companies on rings are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cypher.quantity import WHOLE
from cypher.vocabulary import METRICS, Metric
from service.determination.model import MEMBER, NO_STAKE, Holding, Stake
from service.determination.work import MOST_OWN, Work

HALF = WHOLE // 2
Into = Mapping[str, tuple[Holding, ...]]


def lows_together(holdings: Iterable[Holding], metric: Metric) -> int:
    """What these holders have for certain: direct lows add up, of unknown directness only the largest counts."""
    direct, largest = 0, 0
    for holding in holdings:
        stake = holding.stakes.get(metric, NO_STAKE)
        direct += stake.low
        largest = max(largest, stake.unknown_low)
    return min(direct + largest, WHOLE)


def without_own_shares(into: Into) -> tuple[dict[str, tuple[Holding, ...]], frozenset[str]]:
    """The holdings with own shares taken out, and the companies that have no outside owner on some metric."""
    result = dict(into)
    ownerless = set()
    work = Work(MOST_OWN)
    for ring in rings({subject: [holding.holder for holding in holdings] for subject, holdings in into.items()}):
        held: dict[str, list[str]] = {}
        for subject in ring:
            for holding in into[subject]:
                if holding.holder in ring:
                    held.setdefault(holding.holder, []).append(subject)
        # Companies that control each other, one by one, control the same: one least set serves them all.
        alone = {subject: [h.holder for h in into[subject] if h.holder in ring and _controls([h])] for subject in ring}
        least = {one: found for group in components(alone) for found in [controlled(min(group), into, held, work)]
                 for one in group}  # fmt: skip
        for company in ring:
            owned = least[company]
            inside = [holding for holding in into[company] if holding.holder in owned]
            own = {metric: lows_together(inside, metric) for metric in METRICS}
            if any(amount >= WHOLE for amount in own.values()):
                ownerless.add(company)
            counted: dict[Metric, int] = {metric: amount for metric, amount in own.items() if 0 < amount < WHOLE}
            if counted:
                result[company] = tuple(
                    _outside(holding, holding.holder in owned, counted) for holding in into[company]
                )
    return result, frozenset(ownerless)


def controlled(company: str, into: Into, held: Mapping[str, Iterable[str]], work: Work) -> frozenset[str]:
    """D(company), within what ``held`` says of the ring: holder -> what it holds there."""
    members, queue = {company}, [company]
    for holder in queue:
        for subject in held.get(holder, ()):
            if subject in members:
                continue
            work.add(len(into[subject]))
            if _controls([holding for holding in into[subject] if holding.holder in members]):
                members.add(subject)
                queue.append(subject)
    return frozenset(members)


def _controls(inside: Sequence[Holding]) -> bool:
    return any(holding.rights - {MEMBER} for holding in inside) or any(
        lows_together(inside, metric) > HALF for metric in ("shares", "votes")
    )


def rings(holders: Mapping[str, Sequence[str]]) -> list[frozenset[str]]:
    """Companies that hold each other or themselves.

    ``holders``: subject -> ids of its holders; those that are no subjects themselves cannot be on a ring.
    """
    return [found for found in components(holders) if len(found) > 1 or next(iter(found)) in holders[next(iter(found))]]


def components(holders: Mapping[str, Sequence[str]]) -> list[frozenset[str]]:
    """The strongly connected components (Tarjan), holders before what they hold."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found = []
    for root in holders:
        if root in number:
            continue
        work = [(root, iter(holders[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            at, rest = work[-1]
            above = next((holder for holder in rest if holder in holders), None)
            if above is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[at])
                if low[at] == number[at]:
                    component = set()
                    while at not in component:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.add(member)
                    found.append(frozenset(component))
            elif above not in number:
                number[above] = low[above] = len(number)
                stack.append(above)
                on_stack.add(above)
                work.append((above, iter(holders[above])))
            elif above in on_stack:
                low[at] = min(low[at], number[above])
    return found


def _outside(holding: Holding, own: bool, counted: Mapping[Metric, int]) -> Holding:
    stakes = {
        metric: stake if metric not in counted else Stake() if own else _scaled(stake, WHOLE - counted[metric])
        for metric, stake in holding.stakes.items()
    }
    return replace(holding, stakes=stakes)


def _scaled(stake: Stake, whole: int) -> Stake:
    """The stake as a part of a smaller whole: lows rounded down, highs rounded up, at most all of it."""

    def down(amount: int) -> int:
        return min(WHOLE, amount * WHOLE // whole)

    def up(amount: int) -> int:
        return min(WHOLE, -(-amount * WHOLE // whole))

    return Stake(
        low=down(stake.low),
        unknown_low=down(stake.unknown_low),
        high=up(stake.high),
        open=up(stake.open),
        blind=up(stake.blind),
        declared_low=down(stake.declared_low),
        declared_high=up(stake.declared_high),
    )
