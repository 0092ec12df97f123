"""Effective ownership of all seeds together: shares multiplied along every chain and added up, loops included. PURE.

A seed is worth one; a company is worth the sum of its holders' worths, each times its stake. With intervals that is a
least fixpoint of two monotone maps, one of lows and one of highs. Holders come before what they hold; a ring of up to
``EXACT`` companies is solved in rationals, a larger one is approached by integers whose every step is a proven bound.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cypher.quantity import WHOLE
from cypher.vocabulary import Metric
from service.determination.fixpoints import HELD
from service.determination.loops import EXACT, ONE, Numbers, Piece, above, below, least
from service.determination.model import Holdings, Stake
from service.determination.own_shares import components

PER_TRILLIONTH = ONE // WHOLE

Worth = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Integrated:
    """Bounds of what the seeds effectively have of each party, by metric, in parts of ``ONE``; zeros are left out."""

    by_metric: Mapping[Metric, Worth]
    up: bool

    def of(self, id_: str) -> int:
        """The largest over the metrics, in trillionths, rounded outward."""
        worth = max((worths.get(id_, 0) for worths in self.by_metric.values()), default=0)
        return -(-worth // PER_TRILLIONTH) if self.up else worth // PER_TRILLIONTH


def lows(graph: Holdings, metrics: Sequence[Metric]) -> Integrated:
    """What the restricted parties effectively have at least: certain seeds, stated lows."""
    seeds = [node.id for node in graph.nodes.values() if node.standing == "restricted"]
    apart = _apart(graph, metrics)
    return Integrated({metric: _spread(graph, seeds, _Lows(graph, metrics, metric)) for metric in apart}, up=False)


def highs(graph: Holdings, metrics: Sequence[Metric], possible: Container[str]) -> Integrated:
    """What restricted and possibly restricted parties effectively may have at most.

    ``possible``: the possible set; where one of it may hold something, the undisclosed rest may be a seed's too.
    """
    seeds = [node.id for node in graph.nodes.values() if node.standing in ("restricted", "possible")]
    apart = _apart(graph, metrics)
    made = {metric: _spread(graph, seeds, _Highs(graph, metrics, metric, possible)) for metric in apart}
    return Integrated(made, up=True)


def _apart(graph: Holdings, metrics: Sequence[Metric]) -> list[Metric]:
    """The metrics to be followed by themselves: one that nobody states anything about is the shares once more."""
    stated = frozenset().union(*(node.stated for node in graph.nodes.values()))
    return [metric for metric in metrics if metric in stated or metric == "shares"]


@dataclass(frozen=True, slots=True)
class _Map:
    """One side of the interval on one metric: for a company, the linear piece that holds where the worths are."""

    graph: Holdings
    metrics: Sequence[Metric]
    metric: Metric

    @property
    def up(self) -> bool:
        return False

    def read(self, subject: str) -> Metric:
        """A metric on which a company has no statement follows its shares."""
        stated = self.graph.nodes[subject].stated
        return "shares" if self.metric not in stated and "shares" in self.metrics else self.metric

    def stakes(self, subject: str) -> list[tuple[str, Stake]]:
        metric = self.read(subject)
        into = self.graph.into.get(subject, ())
        return [(holding.holder, stake) for holding in into if (stake := holding.stakes.get(metric)) is not None]

    def at(self, subject: str, worth: Worth) -> int:
        """The company's worth given its holders', rounded outward."""
        value = self.piece(subject, worth).value
        return int(-(-value // WHOLE) if self.up else value // WHOLE)

    def piece(self, subject: str, worth: Numbers) -> Piece:
        raise NotImplementedError


class _Lows(_Map):
    """Direct lows add up, of unknown directness only the weightiest counts, a declared figure is a bound by itself."""

    def at(self, subject: str, worth: Worth) -> int:
        """As the piece has it, without making one: this is what every determination waits for."""
        if subject in self.graph.joints:
            return super().at(subject, worth)
        metric = self.read(subject)
        direct, unknown, declared = 0, 0, 0
        for holding in self.graph.into.get(subject, ()):
            if (part := worth.get(holding.holder)) and (stake := holding.stakes.get(metric)) is not None:
                direct += stake.low * part
                unknown = max(unknown, stake.unknown_low * part)
                declared = max(declared, stake.declared_low * part)
        return min(ONE, max(direct + unknown, declared) // WHOLE)

    def piece(self, subject: str, worth: Numbers) -> Piece:
        if members := self.graph.joints.get(subject):
            return Piece.of(0, {min(members, key=lambda member: worth.get(member, 0)): WHOLE}, worth)
        stakes = self.stakes(subject)
        parts = {holder: stake.low for holder, stake in stakes if stake.low}
        unknown, extra = max(
            ((holder, stake.unknown_low) for holder, stake in stakes),
            key=lambda block: (block[1] * worth.get(block[0], 0), block[1]),
            default=("", 0),
        )
        if extra:
            parts[unknown] = parts.get(unknown, 0) + extra
        pieces = [Piece.of(0, parts, worth)]
        pieces += [Piece.of(0, {holder: stake.declared_low}, worth) for holder, stake in stakes if stake.declared_low]
        best = max(pieces, key=lambda piece: piece.value)
        return best if best.value <= ONE * WHOLE else Piece.of(WHOLE, {}, worth)


@dataclass(frozen=True, slots=True)
class _Highs(_Map):
    """All that others do not have for certain; at most what is stated, where nothing is undisclosed to the seeds."""

    possible: Container[str]

    @property
    def up(self) -> bool:
        return True

    def piece(self, subject: str, worth: Numbers) -> Piece:
        if members := self.graph.joints.get(subject):
            return Piece.of(0, {max(members, key=lambda member: worth.get(member, 0)): WHOLE}, worth)
        stakes = self.stakes(subject)
        left = self._left(stakes, worth)
        reached = any(stake.high and holder in self.possible for holder, stake in stakes)
        if reached and self.read(subject) not in self.graph.nodes[subject].rest_cleared:
            best = left
        else:
            undisclosed = sum(stake.open for _, stake in stakes) if reached else 0
            stated = Piece.of(undisclosed, {holder: stake.high for holder, stake in stakes if stake.high}, worth)
            best = min(left, stated, key=lambda piece: piece.value)
        pieces = [best if best.value > 0 else Piece.of(0, {}, worth)]
        pieces += [Piece.of(0, {holder: stake.declared_high}, worth) for holder, stake in stakes if stake.declared_high]
        best = max(pieces, key=lambda piece: piece.value)
        return best if best.value <= ONE * WHOLE else Piece.of(WHOLE, {}, worth)

    def _left(self, stakes: list[tuple[str, Stake]], worth: Numbers) -> Piece:
        """The whole, less what every holder has for certain and is not itself the seeds'."""
        parts = {holder: stake.low for holder, stake in stakes if stake.low}
        unknown, extra = max(
            ((holder, stake.unknown_low) for holder, stake in stakes),
            key=lambda block: block[1] * (ONE - worth.get(block[0], 0)),
            default=("", 0),
        )
        if extra:
            parts[unknown] = parts.get(unknown, 0) + extra
        return Piece.of(WHOLE - sum(parts.values()), parts, worth)


def _spread(graph: Holdings, seeds: Iterable[str], pieces: _Map) -> Worth:
    """The worth of everybody below the seeds. A seed that is held has its holders' worth as its own, for itself."""
    worth: dict[str, int] = dict.fromkeys(seeds, ONE)
    pinned = frozenset(worth)
    for ring in components(_holders(graph, pinned)):
        if len(ring) == 1 and not any(holding.holder in ring for holding in graph.into.get(min(ring), ())):
            (id_,) = ring
            values: Worth = {id_: pieces.at(id_, worth)}
        else:
            values = _ring(graph, sorted(ring), pieces, worth)
        worth |= {id_: value for id_, value in values.items() if value}
    held = {id_: pieces.at(id_, worth) for id_ in pinned if graph.nodes[id_].kind in HELD}
    return {id_: value for id_, value in (worth | dict.fromkeys(pinned, 0) | held).items() if value}


def _holders(graph: Holdings, seeds: frozenset[str]) -> dict[str, list[str]]:
    """The companies below the seeds, in the order in which they are reached, and their holders."""
    found: dict[str, list[str]] = {}
    queue = sorted(seeds)
    for holder in queue:
        for subject in graph.out.get(holder, ()):
            if subject not in found and subject not in seeds and graph.nodes[subject].kind in HELD:
                found[subject] = [holding.holder for holding in graph.into[subject]]
                queue.append(subject)
    return found


def _ring(graph: Holdings, ring: list[str], pieces: _Map, worth: Worth) -> Mapping[str, int]:
    """Companies that hold each other: exact where that is proven, else bounds."""
    stakes = sum(len(graph.into[id_]) for id_ in ring)
    if len(ring) <= EXACT:
        # Of highs the pieces at nothing are not those that hold in the end: begin near the end.
        start = below(ring, pieces.at, worth, stakes) if pieces.up else dict.fromkeys(ring, 0)
        # The least of several members bends the map the other way, and then a solution is no lower bound.
        bent = not pieces.up and any(id_ in graph.joints for id_ in ring)
        solved = None if bent else least(ring, pieces.piece, worth, start, up=pieces.up)
        if solved is not None:
            return {id_: int(-(-value // 1) if pieces.up else value // 1) for id_, value in solved.items()}
    return (above if pieces.up else below)(ring, pieces.at, worth, stakes)
