"""A solved graph, and one entity in it: what flags, proof and verdict look at. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from cypher.vocabulary import Metric
from service.determination import work
from service.determination.consolidate import heads
from service.determination.fixpoints import (
    certain,
    holdings_of,
    nationals_may_have,
    possible_amount,
    solve,
    uncleared_amount,
)
from service.determination.integrated import Integrated, highs, lows
from service.determination.listings import designated
from service.determination.model import MEMBER, NO_STAKE, Claim, Holding, Holdings, Node, Party, Sets, Standing, World
from service.determination.proof import Edge, deciding
from service.determination.standing import current_seats, standing
from service.policy.model import Policy

Membership = Literal["certain", "possible", "cleared", "open"]


@dataclass(frozen=True)
class Solved:
    """A world under a policy at an instant, with its three sets. One serves every entity in it."""

    world: World
    policy: Policy
    as_of: date
    known_at: datetime | None
    graph: Holdings
    sets: Sets
    persons_named: bool = True

    @classmethod
    def of(cls, world: World, policy: Policy, as_of: date, known_at: datetime | None = None) -> Solved:
        """The memory engine: consolidate and run the fixpoints. Raises TooEntangled."""
        world = designated(world, policy, as_of, known_at)
        graph = holdings_of(world, policy, as_of, known_at)
        return cls(world, policy, as_of, known_at, graph, solve(graph, policy, work.MOST_WORK))

    @cached_property
    def head_of(self) -> dict[str, str]:
        return heads(self.world.parties)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.key: claim for claim in self.world.claims}

    @cached_property
    def _claims_by_subject(self) -> dict[str, list[Claim]]:
        by_subject: dict[str, list[Claim]] = {}
        for claim in self.world.claims:
            by_subject.setdefault(claim.subject, []).append(claim)
        return by_subject

    def claims_on(self, subject: str) -> list[Claim]:
        """All claims on a party, ended ones too, in the order of the world."""
        return self._claims_by_subject.get(subject, [])

    @cached_property
    def nationals(self) -> frozenset[str]:
        """Persons with the nationality of a restricted place."""
        return frozenset(
            party.id
            for party in self.world.parties.values()
            if party.kind == "person"
            and any(
                seat.kind == "nationality" and self.policy.place(seat.jurisdiction) == "restricted"
                for seat in current_seats(party, self.as_of, self.known_at)
            )
        )

    @cached_property
    def nationals_majority(self) -> frozenset[str]:
        """Companies of which those persons together, directly or through such companies, may hold a majority."""
        return nationals_may_have(self.graph, self.policy, self.nationals)

    @cached_property
    def integrated_lows(self) -> Integrated:
        return lows(self.graph, self.policy.metrics)

    @cached_property
    def integrated_highs(self) -> Integrated:
        return highs(self.graph, self.policy.metrics, self.sets.possible)

    @cached_property
    def alone(self) -> dict[str, tuple[Mapping[str, int], Mapping[str, int]]]:
        """The certain and the possible set from one seed alone, as far as anybody asked."""
        return dict(self.sets.by_seed)

    @cached_property
    def steps(self) -> dict[int, dict[str, list[Edge]]]:
        """What proofs found before: identity of the certain set (one, or one a seed) -> party -> its deciding edges."""
        return {}

    def party(self, id_: str) -> Party:
        return self.world.parties.get(id_) or Party(id_)

    def name(self, id_: str) -> str:
        if id_ in self.graph.joints:
            members = self.graph.joints[id_]
            if not self.persons_named and any(self.party(member).kind == "person" for member in members):
                return "several holders together"
            return " with ".join(self.name(member) for member in self.graph.joints[id_])
        if not self.persons_named and self.party(id_).kind == "person":
            return "a person"
        return self.party(id_).name or id_


@dataclass(frozen=True)
class Situation:
    """``entity`` is the id asked for; ``subject`` the legal person it stands for (a branch's head).

    ``view``: sets to look at in the place of the graph's, the same parties with other rounds.
    """

    solved: Solved
    entity: str
    view: Sets | None = None

    @property
    def policy(self) -> Policy:
        return self.solved.policy

    @property
    def graph(self) -> Holdings:
        return self.solved.graph

    @cached_property
    def sets(self) -> Sets:
        """The sets that matter here: where each holder is tested alone, those of the seed that reaches the entity."""
        if self.view is not None:
            return self.view
        union = self.solved.sets
        views = [
            (certain.get(self.subject, len(union.certain) + 1), possible.get(self.subject, 0), seed)
            for seed, (certain, possible) in union.by_seed.items()
            if self.subject in possible
        ]
        reached = union.certain.get(self.subject, union.possible.get(self.subject))
        if not views or (reached == 0 and self.subject not in union.by_seed):
            return union  # nobody reaches it, or it is a seed that reaches nobody
        certain, possible = union.by_seed[min(views)[2]]
        return Sets(certain, possible, union.cleared)

    @property
    def as_of(self) -> date:
        return self.solved.as_of

    @property
    def known_at(self) -> datetime | None:
        return self.solved.known_at

    @cached_property
    def subject(self) -> str:
        return self.solved.head_of.get(self.entity, self.entity)

    @property
    def selves(self) -> tuple[str, ...]:
        """The entity and the legal person it stands for, once where they are one."""
        return tuple(dict.fromkeys([self.entity, self.subject]))

    @cached_property
    def own_standing(self) -> Standing:
        """The standing of the entity's own seat (for a branch: the branch's, not the head's)."""
        return standing(self.party(self.entity), self.policy, self.as_of, self.known_at)

    @cached_property
    def node(self) -> Node:
        return self.graph.nodes[self.subject]

    @cached_property
    def into(self) -> tuple[Holding, ...]:
        return self.graph.into.get(self.subject, ())

    @cached_property
    def above(self) -> tuple[str, ...]:
        """The subject and everybody above it, nearest first."""
        seen, queue = {self.subject}, [self.subject]
        for id_ in queue:
            holders = [holding.holder for holding in self.graph.into.get(id_, ())]
            queue += [holder for holder in dict.fromkeys(holders) if holder not in seen]
            seen.update(holders)
        return tuple(queue)

    @property
    def size(self) -> int:
        """How many holdings are at and above the subject."""
        return sum(len(self.graph.into.get(id_, ())) for id_ in self.above)

    def at_most(self, holdings: int) -> bool:
        """Whether there are at most so many holdings at and above the subject; looks at no more of them."""
        seen, queue, left = {self.subject}, [self.subject], holdings
        for id_ in queue:
            into = self.graph.into.get(id_, ())
            left -= len(into)
            if left < 0:
                return False
            queue += {holding.holder for holding in into} - seen
            seen.update(holding.holder for holding in into)
        return True

    @cached_property
    def set(self) -> Membership:
        """Membership before flags. A branch is what its head is, unless its own seat is worse."""
        if self.subject in self.sets.certain or self.own_standing == "restricted":
            return "certain"
        if self.subject in self.sets.possible or self.own_standing == "possible":
            return "possible"
        return "cleared" if self.subject in self.sets.cleared else "open"

    @cached_property
    def by_itself(self) -> bool:
        """Whether the entity's own seat or designation puts it in its set. A possible seed may be certain by others."""
        return (self.set, self.own_standing) in (("certain", "restricted"), ("possible", "possible"))

    def deciding(self, most: int) -> list[Edge]:
        """The edges that put the subject in its set; none where its own seat decides."""
        if self.by_itself:
            return []
        steps = self.solved.steps.setdefault(id(self.sets.certain), {}) if self.view is None else {}
        return deciding(self.subject, self.graph, self.sets, self.policy, most, steps)

    @cached_property
    def tested(self) -> list[Metric]:
        """The counted metrics that somebody has stated something about; the rest follow the shares."""
        return [metric for metric in self.policy.metrics if metric in self.node.stated]

    def party(self, id_: str) -> Party:
        return self.solved.party(id_)

    def name(self, id_: str) -> str:
        return self.solved.name(id_)

    def may_hold(self, metric: Metric) -> int:
        """What possibly restricted parties may hold of the subject; 0 if none of them holds anything.

        Where each holder is tested alone, the most that one of them may.
        """
        alone = [possible for _, possible in self.sets.by_seed.values()] or [self.sets.possible]
        return max(self.may_hold_of(members, metric) for members in alone)

    def may_hold_of(self, members: Mapping[str, int], metric: Metric) -> int:
        """What these may hold of the subject; 0 if none of them holds anything."""
        inside = [holding for holding in self.into if holding.holder in members]
        if not any(holding.stakes.get(metric, NO_STAKE).high for holding in inside):
            return 0
        return possible_amount(self.into, members, metric, metric in self.node.rest_cleared)

    def uncleared(self, metric: Metric) -> int:
        """What parties not known to be unrestricted may hold of the subject, in trillionths."""
        return uncleared_amount(self.into, self.sets.cleared, metric, metric in self.node.rest_cleared)


def by_ownership(at: Situation) -> Situation | None:
    """The same, with the subject in the certain set by what is owned of it; None if control over it is what it takes.

    Control may reach it in an earlier round than ownership does, and hide that ownership is enough: who is restricted
    by both must not be better off than by one.
    """
    if at.set != "certain" or not at.sets.certain.get(at.subject):
        return None
    owned = tuple(replace(holding, rights=holding.rights & {MEMBER}) for holding in at.into)
    graph = replace(at.graph, into={**at.graph.into, at.subject: owned})
    union = at.solved.sets
    tries: list[tuple[str | None, Mapping[str, int]]] = [
        (seed, possible) for seed, (members, possible) in union.by_seed.items() if at.subject in members
    ]
    for seed, possible in tries or [(None, at.sets.possible)]:
        seeds = [seed] if seed else [node.id for node in graph.nodes.values() if node.standing == "restricted"]
        members = certain(graph, at.policy, seeds)
        if at.subject in members:
            return Situation(at.solved, at.entity, Sets(members, possible, union.cleared))
    return None
