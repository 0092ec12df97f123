"""Certain, possible, cleared: three least fixpoints over consolidated holdings (semantics: section "Three least
fixpoints"). PURE.

Each runs in rounds: round 0 are the seeds; in round k a company enters if what the parties of earlier rounds have is
enough. Rounds make every proof acyclic, need no depth limit, and are the same in the Cypher engine.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime

from cypher.quantity import WHOLE
from cypher.vocabulary import Metric
from service.determination.consolidate import Consolidated, consolidate, heads
from service.determination.model import MEMBER, NO_STAKE, Holding, Holdings, Node, Party, Sets, World
from service.determination.own_shares import lows_together
from service.determination.standing import standing
from service.determination.work import Work
from service.policy.model import Policy

Members = Container[str]
HELD = ("company", "joint")
"""What can be held, and so enter a set by its holders."""


def possible_amount(into: Sequence[Holding], members: Members, metric: Metric, rest_cleared: bool) -> int:
    """What ``members`` may hold: all that others do not hold for certain; with a cleared rest at most their highs."""
    inside = [holding for holding in into if holding.holder in members]
    left = WHOLE - lows_together((holding for holding in into if holding.holder not in members), metric)
    if not rest_cleared:
        return left
    highs = sum(holding.stakes.get(metric, NO_STAKE).high for holding in inside)
    undisclosed = sum(holding.stakes.get(metric, NO_STAKE).open for holding in into)
    return min(left, highs + undisclosed)


def uncleared_amount(into: Sequence[Holding], cleared: Members, metric: Metric, rest_cleared: bool) -> int:
    """What holders outside ``cleared`` may hold; stakes that nobody is credited with count as outside."""
    left = WHOLE - lows_together((holding for holding in into if holding.holder in cleared), metric)
    if not rest_cleared:
        return left
    highs, declared = 0, 0
    for holding in into:
        stake = holding.stakes.get(metric, NO_STAKE)
        if holding.holder in cleared:
            highs += stake.open + stake.blind
        else:
            highs += stake.open + max(stake.high, stake.blind)
            declared = max(declared, stake.declared_high)  # sums up a chain: added to nothing, and it stands alone
    return min(left, max(highs, declared))


def certainly_joins(into: Sequence[Holding], members: Members, policy: Policy) -> bool:
    """Whether a company belongs to the certain set, given the members that are in it already."""
    inside = [holding for holding in into if holding.holder in members]
    if any(not holding.rights.isdisjoint(policy.certain_rights) for holding in inside):
        return True
    return any(
        lows_together(inside, metric) >= policy.least
        or any(holding.stakes.get(metric, NO_STAKE).declared_low >= policy.least for holding in inside)
        for metric in policy.metrics
    )


def possibly_joins(node: Node, into: Sequence[Holding], members: Members, policy: Policy) -> bool:
    """Whether a company belongs to the possible set, given the members that are in it already."""
    inside = [holding for holding in into if holding.holder in members]
    rights = policy.possible_rights
    if any(not (holding.rights.isdisjoint(rights) and holding.weak_rights.isdisjoint(rights)) for holding in inside):
        return True
    for metric in policy.metrics:
        stakes = [stake for holding in inside if (stake := holding.stakes.get(metric)) is not None]
        if any(stake.declared_high >= policy.least for stake in stakes):
            return True
        if any(stake.high for stake in stakes) and (
            possible_amount(into, members, metric, metric in node.rest_cleared) >= policy.least
        ):
            return True
    return False


def clears(node: Node, into: Sequence[Holding], cleared: Members, policy: Policy) -> bool:
    """Whether a company with a supported seat is cleared, given the parties that are cleared already."""
    hard = policy.certain_rights
    for holding in into:
        if not holding.blocking.isdisjoint(hard):
            return False
        if holding.holder not in cleared and not (
            holding.rights.isdisjoint(hard) and holding.weak_rights.isdisjoint(hard)
        ):
            return False
    stated = [metric for metric in policy.metrics if metric in node.stated]
    if stated:
        return all(
            uncleared_amount(into, cleared, metric, metric in node.rest_cleared) < policy.least for metric in stated
        )
    if node.rest_cleared:
        return True
    return "consolidated_by_cleared" in policy.presumptions and any(
        "consolidation" in holding.rights and holding.holder in cleared for holding in into
    )


def holdings_of(world: World, policy: Policy, as_of: date, known_at: datetime | None = None) -> Holdings:
    """A world as the fixpoints see it: consolidated, with each party's standing under the policy."""
    facts = consolidate(world, as_of, known_at)
    head_of = heads(world.parties)
    ids = {id_ for id_ in world.parties if id_ not in head_of}
    ids.update(facts.into)
    ids.update(holding.holder for holdings in facts.into.values() for holding in holdings)
    nodes = {
        id_: Node(id_, "joint", "supported", rest_cleared=frozenset(policy.metrics))
        if id_ in facts.joints
        else _node(world.parties.get(id_) or Party(id_), facts, policy, as_of, known_at)
        for id_ in sorted(ids)
    }
    out: dict[str, list[str]] = {}
    for subject, holdings in facts.into.items():
        for holding in holdings:
            out.setdefault(holding.holder, []).append(subject)
    held = {holder: tuple(subjects) for holder, subjects in out.items()}
    return Holdings(nodes, facts.into, held, facts.ownerless, facts.joints)


def _node(party: Party, facts: Consolidated, policy: Policy, as_of: date, known_at: datetime | None) -> Node:
    ended = facts.ended.get(party.id, frozenset())
    stated = facts.stated.get(party.id, frozenset()) | ended
    cleared = party.rest == "cleared" or (party.listed and "listed" in policy.presumptions)
    rest_cleared = frozenset(policy.metrics) - ended if cleared else frozenset()
    kind = "company" if party.kind == "branch" else party.kind  # a branch whose head nobody knows stands for itself
    return Node(party.id, kind, standing(party, policy, as_of, known_at), stated, rest_cleared)


def certain(graph: Holdings, policy: Policy, seeds: Iterable[str], work: Work | None = None) -> dict[str, int]:
    """Who is restricted for certain, starting from these seeds: party id -> round."""
    return _spread(
        graph, dict.fromkeys(seeds, 0), lambda _, into, members: certainly_joins(into, members, policy), work=work
    )


def possible(graph: Holdings, policy: Policy, seeds: Iterable[str], work: Work | None = None) -> dict[str, int]:
    """Who may be restricted, starting from these: party id -> round."""
    return _spread(
        graph,
        dict.fromkeys(seeds, 0),
        lambda node, into, members: possibly_joins(node, into, members, policy),
        work=work,
    )


def cleared(graph: Holdings, policy: Policy, possible: Mapping[str, int]) -> dict[str, int]:
    """Who is known to be unrestricted: party id -> round."""
    start = {node.id: 0 for node in graph.nodes.values() if node.id not in possible and starts_cleared(node)}
    able = [
        node
        for node in graph.nodes.values()
        if node.kind in HELD
        and node.id not in possible
        and node.id not in start
        and (node.standing == "supported" or not policy.seats)
    ]
    return _spread(
        graph,
        start,
        lambda node, into, members: clears(node, into, members, policy),
        candidates=[node.id for node in able],
        able=frozenset(node.id for node in able),
    )


def solve(graph: Holdings, policy: Policy, most: int | None = None) -> Sets:
    """All three sets of a consolidated graph. ``most`` holdings are looked at. Raises TooEntangled."""
    work = Work(most)
    restricted = [node.id for node in graph.nodes.values() if node.standing == "restricted"]
    doubtful = [node.id for node in graph.nodes.values() if node.standing == "possible"]
    if policy.aggregation == "aggregate":
        in_certain = certain(graph, policy, restricted, work)
        in_possible = possible(graph, policy, [*in_certain, *doubtful], work)
        return Sets(in_certain, in_possible, cleared(graph, policy, in_possible))
    by_seed = {seed: alone(graph, policy, seed, work) for seed in sorted({*restricted, *doubtful} & graph.out.keys())}
    in_certain = _earliest([dict.fromkeys(restricted, 0), *(reached for reached, _ in by_seed.values())])
    in_possible = _earliest([dict.fromkeys([*in_certain, *doubtful], 0), *(reached for _, reached in by_seed.values())])
    return Sets(in_certain, in_possible, cleared(graph, policy, in_possible), by_seed)


def alone(
    graph: Holdings, policy: Policy, seed: str, work: Work | None = None
) -> tuple[dict[str, int], dict[str, int]]:
    """The certain and the possible set of one seed."""
    reached = certain(graph, policy, [seed] if graph.nodes[seed].standing == "restricted" else [], work)
    return reached, possible(graph, policy, reached or [seed], work)


def _earliest(sets: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The union of sets, everybody with the earliest round."""
    union: dict[str, int] = {}
    for members in sets:
        for id_, number in members.items():
            union[id_] = min(number, union.get(id_, number))
    return union


def nationals_may_have(graph: Holdings, policy: Policy, nationals: frozenset[str]) -> frozenset[str]:
    """Companies of which these persons together may hold a majority, directly or through such companies."""

    def joins(_: Node, into: Sequence[Holding], members: Members) -> bool:
        inside = [holding for holding in into if holding.holder in members]
        if any(MEMBER in holding.rights for holding in inside):
            return True
        for metric in policy.metrics:
            stakes = [holding.stakes.get(metric, NO_STAKE) for holding in inside]
            if any(stake.declared_high >= policy.least for stake in stakes):
                return True
            highs = sum(stake.high for stake in stakes)
            if min(highs, possible_amount(into, members, metric, False)) >= policy.least:
                return True
        return False

    return frozenset(_spread(graph, dict.fromkeys(nationals & graph.nodes.keys(), 0), joins))


def starts_cleared(node: Node) -> bool:
    """Whether a party that may not be restricted is known to be unrestricted by itself."""
    seated = node.kind == "state" and node.standing == "supported"
    return node.kind == "person" or node.standing == "cleared" or seated


def _spread(
    graph: Holdings,
    start: dict[str, int],
    joins: Callable[[Node, tuple[Holding, ...], Members], bool],
    candidates: list[str] | None = None,
    able: frozenset[str] | None = None,
    work: Work | None = None,
) -> dict[str, int]:
    """The least set that contains ``start`` and every able company that ``joins``; candidates are pulled in rounds."""
    work = work or Work(None)
    members = dict(start)
    frontier: Iterable[str] = start
    pulled: Iterable[str] = candidates if candidates is not None else _held_by(graph, frontier)
    number = 0
    while pulled:
        number += 1
        pulled = dict.fromkeys(pulled)
        work.add(sum(len(graph.into.get(id_, ())) for id_ in pulled))
        entered = [
            id_
            for id_ in pulled
            if id_ not in members
            and (id_ in able if able is not None else graph.nodes[id_].kind in HELD)
            and joins(graph.nodes[id_], graph.into.get(id_, ()), members)
        ]
        members.update(dict.fromkeys(entered, number))
        pulled = _held_by(graph, entered)
    return members


def _held_by(graph: Holdings, holders: Iterable[str]) -> list[str]:
    return [subject for holder in holders for subject in graph.out.get(holder, ())]
