"""One fact changed: what the sets would be. PURE.

A change is tried where it can matter only: on the parties below it and at or above the entity. ``confirmed`` makes
the same change in the claims and determines the whole closure anew, so that nothing is told that would not be so.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from cypher.quantity import WHOLE, Share
from cypher.vocabulary import METRICS, Metric
from service.determination.fixpoints import HELD, certainly_joins, clears, possibly_joins, starts_cleared
from service.determination.model import Claim, Holding, Node, Party, Stake, World
from service.determination.situation import Membership, Situation, Solved

Fact = Literal["restricted", "cleared"]
VISITS, VISITS_EACH = 300_000, 10
"""Holdings looked at, again and again, in a search; more for each of a larger closure."""
NOBODY = "undisclosed holder"
"""Name of the party that the undisclosed rest is given to."""


@dataclass(frozen=True, slots=True)
class Change:
    """``gone``: the holding does not exist. ``figure``: its figure on ``metric`` lies between other ends.

    ``party``: a party turns out to be ``fact``. ``rest``: what nobody declares of ``subject`` is held by such a one.
    """

    kind: Literal["gone", "figure", "party", "rest"]
    subject: str
    holding: Holding | None = None
    metric: Metric | None = None
    share: Share | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class _Members:
    """A set in which some parties are decided anew."""

    before: Container[str]
    anew: Container[str]
    entered: set[str] = field(default_factory=set)

    def __contains__(self, id_: object) -> bool:
        return id_ in self.entered or (id_ not in self.anew and id_ in self.before)


class Trial:
    """Changes of what is known of one entity, until ``spent``: a bounded number of holdings has been looked at."""

    def __init__(self, at: Situation) -> None:
        self.at, self.visits = at, 0
        self._above = frozenset(at.above)
        self._size = at.size

    @property
    def spent(self) -> bool:
        return self.visits > VISITS + VISITS_EACH * self._size

    def tried(self, change: Change) -> Membership:
        """The entity's set after a change, own shares left as they are."""
        graph = self.at.graph
        into: dict[str, tuple[Holding, ...]] = {}
        nodes: dict[str, Node] = {}
        if change.kind == "party":
            nodes[change.subject] = _turned(graph.nodes[change.subject], change)
        elif change.kind == "rest":
            assert change.metric is not None and change.share is not None
            stakes = {change.metric: Stake(low=change.share.low, high=change.share.high)}
            into[change.subject] = (*graph.into.get(change.subject, ()), Holding(NOBODY, change.subject, stakes))
            nodes[NOBODY] = _turned(Node(NOBODY, "company", "unknown"), change)
        else:
            assert change.holding is not None
            other = _other(change.holding, change)
            into[change.subject] = tuple(other if one is change.holding else one for one in graph.into[change.subject])
        return self._solved(nodes, into)

    def _solved(self, nodes: Mapping[str, Node], into: Mapping[str, tuple[Holding, ...]]) -> Membership:
        at, policy, graph = self.at, self.at.policy, self.at.graph
        region = dict.fromkeys([*nodes, *into])
        queue = list(region)
        for id_ in queue:
            below = [one for one in graph.out.get(id_, ()) if one in self._above and one not in region]
            region.update(dict.fromkeys(below))
            queue += dict.fromkeys(below)
        every = {id_: nodes.get(id_) or graph.nodes[id_] for id_ in region}
        held = {id_: into.get(id_) or graph.into.get(id_, ()) for id_ in region}

        def grow(members: _Members, able: Iterable[str], joins: Callable[[str], bool]) -> None:
            waiting = [id_ for id_ in able if id_ not in members]
            while True:
                self.visits += sum(len(held[id_]) for id_ in waiting)
                entered = [id_ for id_ in waiting if joins(id_)]
                members.entered.update(entered)
                waiting = [id_ for id_ in waiting if id_ not in members]
                if not entered:
                    return

        def spread(before: Container[str], start: Iterable[str], possibly: bool) -> _Members:
            members = _Members(before, region, set(start))

            def joins(id_: str) -> bool:
                if possibly:
                    return possibly_joins(every[id_], held[id_], members, policy)
                return certainly_joins(held[id_], members, policy)

            grow(members, [id_ for id_, node in every.items() if node.kind in HELD], joins)
            return members

        certain, possible = [], []
        for seed, before in self._views(nodes):
            seeds = [id_ for id_ in region if seed in (None, id_)]
            certain.append(spread(before[0], [id_ for id_ in seeds if every[id_].standing == "restricted"], False))
            doubtful = [id_ for id_ in seeds if every[id_].standing in ("restricted", "possible")]
            possible.append(spread(before[1], {*doubtful, *certain[-1].entered}, True))
        if any(at.subject in members for members in certain) or at.own_standing == "restricted":
            return "certain"
        if any(at.subject in members for members in possible) or at.own_standing == "possible":
            return "possible"
        doubted = {id_ for id_ in region if any(id_ in members for members in possible)}
        free = [node for id_, node in every.items() if id_ not in doubted]
        cleared = _Members(at.solved.sets.cleared, region, {node.id for node in free if starts_cleared(node)})
        able = [node.id for node in free if node.kind in HELD and (node.standing == "supported" or not policy.seats)]
        grow(cleared, able, lambda id_: clears(every[id_], held[id_], cleared, policy))
        return "cleared" if at.subject in cleared else "open"

    def _views(self, nodes: Mapping[str, Node]) -> list[tuple[str | None, tuple[Mapping[str, int], Mapping[str, int]]]]:
        """One for all seeds together, or one for each where each is tested alone."""
        sets, nothing = self.at.solved.sets, dict[str, int]()
        if self.at.policy.aggregation == "aggregate":
            return [(None, (sets.certain, sets.possible))]
        new = {id_: (nothing, nothing) for id_, node in nodes.items() if node.standing == "restricted"}
        return [*{**new, **sets.by_seed}.items()]

    def confirmed(self, change: Change) -> Membership:
        """The entity's set with the change made in the claims, and all determined anew."""
        self.visits += 10 * self._size  # what consolidation costs, in visits
        solved = self.at.solved
        world = _changed(self._world, change)
        return Situation(Solved.of(world, solved.policy, solved.as_of, solved.known_at), self.at.entity).set

    @cached_property
    def _world(self) -> World:
        """The part of the world that can matter: who is at or above the entity, and all claims on them."""
        world, heads = self.at.solved.world, self.at.solved.head_of
        claims = tuple(claim for claim in world.claims if heads.get(claim.subject, claim.subject) in self._above)
        named = {id_ for claim in claims for id_ in (claim.holder, claim.on_behalf_of, claim.subject)}
        parties = {
            id_: party
            for id_, party in world.parties.items()
            if id_ in named or id_ == self.at.entity or heads.get(id_, id_) in self._above
        }
        return World(parties, claims)


def figures(holding: Holding, metric: Metric, claims: Sequence[Claim]) -> Share | None:
    """The holding's figure on a metric, where it is just what its claims say: then another figure can be tried."""
    stake = holding.stakes.get(metric)
    said = [share for claim in claims if (share := claim.share(metric)) is not None]
    if stake is None or not said or stake.open or stake.blind or stake.declared_high:
        return None
    share = Share(min(one.low for one in said), max(one.high for one in said))
    return share if (stake.low + stake.unknown_low, stake.high) == (share.low, share.high) else None


def _turned(node: Node, change: Change) -> Node:
    assert change.fact is not None
    return replace(node, standing=change.fact)


def _other(holding: Holding, change: Change) -> Holding:
    if change.kind == "gone":
        return Holding(holding.holder, holding.subject, dict.fromkeys(holding.stakes, Stake()), claims=holding.claims)
    assert change.metric is not None and change.share is not None
    stake = holding.stakes[change.metric]
    low = {"unknown_low" if stake.unknown_low else "low": change.share.low}
    return replace(holding, stakes={**holding.stakes, change.metric: Stake(high=change.share.high, **low)})


def _changed(world: World, change: Change) -> World:
    """The same change, in what the sources say."""
    if change.kind == "party":
        party = world.parties.get(change.subject) or Party(change.subject)
        kind = "company" if party.kind == "unknown" else party.kind
        return World({**world.parties, party.id: replace(party, kind=kind, designation=change.fact)}, world.claims)
    if change.kind == "rest":
        assert change.metric is not None
        held = Claim(NOBODY, NOBODY, change.subject, **{change.metric: change.share})  # type: ignore[arg-type]
        return World({**world.parties, NOBODY: Party(NOBODY, designation=change.fact)}, (*world.claims, held))
    assert change.holding is not None
    keys = set(change.holding.claims)
    claims = [_restated(claim, change) if claim.key in keys else claim for claim in world.claims]
    return World(world.parties, tuple(claim for claim in claims if claim is not None))


def _restated(claim: Claim, change: Change) -> Claim | None:
    if change.kind == "figure":
        assert change.metric is not None
        if claim.share(change.metric) is None:
            return claim
        return replace(claim, **{change.metric: change.share})  # type: ignore[arg-type]
    nothing = {metric: Share(0, 0) for metric in METRICS if claim.share(metric) is not None}
    return replace(claim, rights=(), **nothing) if nothing else None  # type: ignore[arg-type]


def rest_of(into: Sequence[Holding], metric: Metric) -> int:
    """What nobody is said to hold, in trillionths, even if all others hold as much as they may."""
    stakes = [holding.stakes[metric] for holding in into if metric in holding.stakes]
    return max(0, WHOLE - sum(stake.high + stake.open for stake in stakes))
