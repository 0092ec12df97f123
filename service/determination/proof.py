"""The deciding edges: the small sub-graph that by itself makes a party certain, possible or cleared. PURE.

Edges point from a holder of an earlier round to a subject of a later one, so the proof is acyclic by construction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cypher.vocabulary import Metric
from service.determination.fixpoints import possible_amount, uncleared_amount
from service.determination.model import NO_STAKE, Holding, Holdings, Sets
from service.determination.own_shares import lows_together
from service.policy.model import Policy

MAX_EDGES = 2000
"""Most edges of one proof. A longer one is cut, nearest edges first, and the document says so."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One deciding holding: by a metric or by a right. ``round`` is the one in which the subject entered."""

    holding: Holding
    round: int
    metric: Metric | None = None
    right: str | None = None


Steps = dict[str, list[Edge]]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The members of a set that entered before a round, as a container."""

    rounds: Mapping[str, int]
    number: int

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and self.rounds.get(id_, self.number) < self.number


def deciding(
    id_: str, graph: Holdings, sets: Sets, policy: Policy, most: int = MAX_EDGES, steps: Steps | None = None
) -> list[Edge]:
    """The edges that put a party in its set, nearest first, back to seeds or cleared parties. Empty for seeds.

    At least ``most`` edges end the walk. ``steps`` remembers what was found for other entities of the same sets.
    """
    edges: list[Edge] = []
    seen, queue = {id_}, [id_]
    steps = {} if steps is None else steps
    for at in queue:
        if len(edges) >= most:
            break
        if at not in steps:
            steps[at] = _step(at, graph, sets, policy)
        step = steps[at]
        edges.extend(step)
        for edge in step:
            if edge.holding.holder not in seen:
                seen.add(edge.holding.holder)
                queue.append(edge.holding.holder)
    return edges


def main_path(id_: str, edges: Iterable[Edge]) -> list[Edge]:
    """From a seed (or a party cleared by itself) down to ``id_``: at each step the weightiest deciding edge."""
    into: dict[str, list[Edge]] = {}
    for edge in edges:
        into.setdefault(edge.holding.subject, []).append(edge)
    path: list[Edge] = []
    at = id_
    while at in into:
        edge = max(into[at], key=lambda edge: (_weight(edge), edge.holding.holder))
        path.append(edge)
        at = edge.holding.holder
    return path[::-1]


def _weight(edge: Edge) -> tuple[int, int]:
    if edge.metric is None:
        return (1, 0)
    stake = edge.holding.stakes[edge.metric]
    return (max(stake.low + stake.unknown_low, stake.declared_low), max(stake.high, stake.declared_high))


def _step(id_: str, graph: Holdings, sets: Sets, policy: Policy) -> list[Edge]:
    into = graph.into.get(id_, ())
    if id_ in sets.certain:
        number = sets.certain[id_]
        earlier = [holding for holding in into if sets.certain.get(holding.holder, number) < number]
        return certain_step(earlier, number, policy)
    if id_ in sets.possible:
        number = sets.possible[id_]
        members = _Earlier(sets.possible, number)
        return _possible_step(id_, into, members, number, graph, policy)
    if id_ in sets.cleared:
        number = sets.cleared[id_]
        members = _Earlier(sets.cleared, number)
        return _cleared_step(id_, into, members, number, graph, policy)
    return []


def certain_step(earlier: list[Holding], number: int, policy: Policy) -> list[Edge]:
    """Why ``earlier`` holders make a subject certain: by the metric with most behind it and by each right."""
    edges: list[Edge] = []
    amounts = {metric: lows_together(earlier, metric) for metric in policy.metrics}
    best = max(policy.metrics, key=lambda metric: amounts[metric])
    if amounts[best] >= policy.least:
        edges += [Edge(holding, number, best) for holding in _fewest(earlier, best, policy.least)]
    else:
        for metric in policy.metrics:
            edges += [
                Edge(holding, number, metric)
                for holding in earlier
                if holding.stakes.get(metric, NO_STAKE).declared_low >= policy.least
            ]
    for right in policy.certain_rights:
        edges += [Edge(holding, number, right=right) for holding in earlier if right in holding.rights]
    return edges


def _fewest(holdings: list[Holding], metric: Metric, least: int) -> list[Holding]:
    """The fewest holders that together pass: the largest direct lows, with or without one of unknown directness."""
    direct = sorted(holdings, key=lambda holding: -holding.stakes.get(metric, NO_STAKE).low)
    unknown = max(holdings, key=lambda holding: holding.stakes.get(metric, NO_STAKE).unknown_low)
    found: list[list[Holding]] = []
    for ranked, at_first in ((direct, 0), ([unknown, *(one for one in direct if one is not unknown)], 1)):
        chosen = _until(ranked, at_first, lambda some: lows_together(some, metric) >= least)
        if lows_together(chosen, metric) >= least:
            found.append(chosen)
    return min(found, key=len)


def _until(ranked: list[Holding], at_first: int, enough: Callable[[list[Holding]], bool]) -> list[Holding]:
    """The first ``at_first`` and as many more as it takes, or all. Whatever is enough stays enough with more."""
    number = bisect_left(range(len(ranked) + 1), True, lo=at_first, key=lambda number: enough(ranked[:number]))
    return ranked[:number]


def _possible_step(
    id_: str, into: tuple[Holding, ...], members: _Earlier, number: int, graph: Holdings, policy: Policy
) -> list[Edge]:
    if number == 0:
        return []
    edges: list[Edge] = []
    inside = [holding for holding in into if holding.holder in members]
    for right in policy.possible_rights:
        edges += [
            Edge(holding, number, right=right) for holding in inside if right in holding.rights | holding.weak_rights
        ]
    passing = [
        metric
        for metric in policy.metrics
        if any(holding.stakes.get(metric, NO_STAKE).high for holding in inside)
        and possible_amount(into, members, metric, metric in graph.nodes[id_].rest_cleared) >= policy.least
    ]
    for metric in passing[:1]:
        edges += [Edge(holding, number, metric) for holding in inside if holding.stakes.get(metric, NO_STAKE).high]
    if not passing:
        for metric in policy.metrics:
            edges += [
                Edge(holding, number, metric)
                for holding in inside
                if holding.stakes.get(metric, NO_STAKE).declared_high >= policy.least
            ]
    return edges


def _cleared_step(
    id_: str, into: tuple[Holding, ...], members: _Earlier, number: int, graph: Holdings, policy: Policy
) -> list[Edge]:
    if number == 0:
        return []
    node = graph.nodes[id_]
    inside = [holding for holding in into if holding.holder in members]
    stated = [metric for metric in policy.metrics if metric in node.stated]
    edges: list[Edge] = []
    for metric in stated:

        def enough(some: list[Holding], metric: Metric = metric) -> bool:
            ids = {holding.holder for holding in some}
            return uncleared_amount(into, ids, metric, metric in node.rest_cleared) < policy.least

        ranked = sorted(inside, key=lambda holding: -_low(holding, metric))
        edges += [Edge(holding, number, metric) for holding in _until(ranked, 0, enough)]
    for right in policy.certain_rights:
        edges += [Edge(holding, number, right=right) for holding in inside if right in holding.rights]
    if not stated and not node.rest_cleared and "consolidation" not in policy.certain_rights:
        edges += [
            Edge(holding, number, right="consolidation") for holding in inside if "consolidation" in holding.rights
        ]
    return edges


def _low(holding: Holding, metric: Metric) -> int:
    stake = holding.stakes.get(metric, NO_STAKE)
    return stake.low + stake.unknown_low
