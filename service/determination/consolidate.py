"""Claims in, effective holdings out: the one place that says what the statements of all sources amount to. PURE.

Both engines and the graph's ``HOLDS`` relationships come from here. Nothing here depends on a policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from cypher.quantity import WHOLE, Share
from cypher.vocabulary import CONTINGENT_RIGHTS, HARD_RIGHTS, METRICS, Metric
from service.determination.model import MEMBER, Claim, Holding, Party, Stake, World
from service.determination.own_shares import without_own_shares

Block = Literal["own", "held_for", "open"]
"""To whose credit a stake goes: the holder's own, held for somebody else (nominee, trustee), for nobody known."""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """Holdings by subject; per subject the metrics somebody stated, and those on which all statements have ended.

    ``ownerless``: companies that, on some metric, are held by nobody but themselves and what they control.
    ``joints``: id of a joint holder (a group or a concert) -> its members.
    """

    into: Mapping[str, tuple[Holding, ...]]
    stated: Mapping[str, frozenset[Metric]]
    ended: Mapping[str, frozenset[Metric]]
    ownerless: frozenset[str] = frozenset()
    joints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """The claims of one holder on one subject, sorted by metric, directness and block."""

    stakes: dict[tuple[Metric, bool, Block], list[tuple[Claim, Share]]] = field(default_factory=dict)
    rights: set[str] = field(default_factory=set)
    weak_rights: set[str] = field(default_factory=set)
    blocking: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)


def heads(parties: Mapping[str, Party]) -> dict[str, str]:
    """Branch id -> id of the legal person it belongs to. A ring of branches is its smallest id."""
    result: dict[str, str] = {}
    for party in parties.values():
        trail: dict[str, None] = {}
        at = party.id
        while at not in result and at not in trail and (above := _head(parties, at)) is not None:
            trail[at] = None
            at = above
        if at in trail:
            ring = list(trail)
            at = min(ring[ring.index(at) :])
        result.update(dict.fromkeys(trail, result.get(at, at)))
    return {branch: head for branch, head in result.items() if branch != head}


def _head(parties: Mapping[str, Party], id_: str) -> str | None:
    return parties[id_].branch_of if id_ in parties else None


def consolidate(world: World, as_of: date, known_at: datetime | None = None) -> Consolidated:
    """The effective holdings at an instant (semantics: interests). Ended and unrecorded claims hold nothing."""
    head_of = heads(world.parties)
    drafts: dict[tuple[str, str], _Draft] = {}
    stated: dict[str, set[Metric]] = defaultdict(set)
    ended: dict[str, set[Metric]] = defaultdict(set)
    joints = _joints(world, head_of, as_of, known_at)
    for claim in world.claims:
        subject = head_of.get(claim.subject, claim.subject)
        mentioned = {metric for metric in METRICS if claim.share(metric) is not None}
        if claim.life.known_to_have_ended(as_of, known_at):
            ended[subject] |= mentioned
        if not (claim.life.on_record(known_at) and claim.life.valid(as_of)):
            continue
        stated[subject] |= mentioned
        holder = _beneficiary(claim, head_of)
        block = _block(claim, world.parties.get(holder), as_of)
        joint = _joint_id(claim, subject)
        drafted = joint if claim.group is not None and joint in joints else holder
        _add(drafts.setdefault((subject, drafted), _Draft()), claim, block)
    into: dict[str, list[Holding]] = defaultdict(list)
    for (subject, holder), draft in drafts.items():
        into[subject].append(_holding(holder, subject, draft))
    for joint, (subject, members) in joints.items():
        if joint.startswith("concert:"):
            _act_together(into, joint, subject, members)
        into[joint] = [Holding(member, joint, rights=frozenset({MEMBER})) for member in members]
    only_ended = {subject: frozenset(metrics - stated[subject]) for subject, metrics in ended.items()}
    stated_by_all = {
        subject: tuple(sorted(holdings, key=lambda holding: holding.holder)) for subject, holdings in into.items()
    }
    outside, ownerless = without_own_shares(stated_by_all)
    return Consolidated(
        outside,
        {subject: frozenset(metrics) for subject, metrics in stated.items()},
        {subject: metrics for subject, metrics in only_ended.items() if metrics},
        ownerless,
        {joint: members for joint, (_, members) in joints.items()},
    )


def _joints(
    world: World, head_of: Mapping[str, str], as_of: date, known_at: datetime | None
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Joint holders of several members: id -> (subject, members). A group or concert of one is that one."""
    found: dict[str, tuple[str, set[str]]] = {}
    for claim in world.claims:
        subject = head_of.get(claim.subject, claim.subject)
        if (joint := _joint_id(claim, subject)) and claim.life.on_record(known_at) and claim.life.valid(as_of):
            found.setdefault(joint, (subject, set()))[1].add(_beneficiary(claim, head_of))
    _join_concerts(found)
    return {joint: (subject, tuple(sorted(members))) for joint, (subject, members) in found.items() if len(members) > 1}


def _join_concerts(found: dict[str, tuple[str, set[str]]]) -> None:
    """Whoever acts with two circles makes them one: the members of concerts that share one act together."""
    by_member: dict[tuple[str, str], str] = {}
    for joint in sorted(joint for joint in found if joint.startswith("concert:")):
        subject, members = found.pop(joint)
        first = min((by_member[subject, member] for member in members if (subject, member) in by_member), default=joint)
        met = {by_member[subject, member] for member in members if (subject, member) in by_member} - {first}
        for other in met:
            members |= found.pop(other)[1]
        members |= found.pop(first, (subject, set()))[1]
        found[first] = (subject, members)
        by_member |= {(subject, member): first for member in members}


def _joint_id(claim: Claim, subject: str) -> str | None:
    if claim.group is not None:
        return f"group:{subject}:{claim.group}"
    return f"concert:{subject}:{claim.concert}" if claim.concert is not None else None


def _beneficiary(claim: Claim, head_of: Mapping[str, str]) -> str:
    holder = claim.on_behalf_of or claim.holder
    return head_of.get(holder, holder)


def _act_together(into: dict[str, list[Holding]], joint: str, subject: str, members: tuple[str, ...]) -> None:
    """Replace the members' separate blocks by the sum of them, held by their joint holder."""
    blocks = [holding for holding in into[subject] if holding.holder in members]
    stakes = {
        metric: _sum([block.stakes[metric] for block in blocks if metric in block.stakes])
        for metric in METRICS
        if any(metric in block.stakes for block in blocks)
    }
    together = Holding(
        joint,
        subject,
        stakes,
        frozenset().union(*(block.rights for block in blocks)),
        frozenset().union(*(block.weak_rights for block in blocks)),
        frozenset().union(*(block.blocking for block in blocks)),
        tuple(sorted({key for block in blocks for key in block.claims})),
    )
    into[subject] = [*(holding for holding in into[subject] if holding.holder not in members), together]


def _sum(stakes: list[Stake]) -> Stake:
    """Separate blocks of one holder: direct lows add up, of unknown directness only the largest counts."""
    return Stake(
        low=min(WHOLE, sum(stake.low for stake in stakes)),
        unknown_low=max(stake.unknown_low for stake in stakes),
        high=min(WHOLE, sum(stake.high for stake in stakes)),
        open=min(WHOLE, sum(stake.open for stake in stakes)),
        blind=min(WHOLE, sum(stake.blind for stake in stakes)),
        declared_low=max(stake.declared_low for stake in stakes),
        declared_high=max(stake.declared_high for stake in stakes),
    )


def _block(claim: Claim, holder: Party | None, as_of: date) -> Block:
    if holder is not None and (
        holder.kind == "unknown" or (holder.dissolved_on is not None and holder.dissolved_on <= as_of)
    ):
        return "open"
    if claim.on_behalf_of is not None or claim.capacity == "own":
        return "own"
    return "open" if claim.capacity == "depositary" else "held_for"


def _add(draft: _Draft, claim: Claim, block: Block) -> None:
    declared = claim.directness in ("indirect", "total")
    for metric in METRICS:
        if (share := claim.share(metric)) is not None:
            draft.stakes.setdefault((metric, declared, block), []).append((claim, share))
    if block != "own" and (hard := set(claim.rights).intersection(HARD_RIGHTS)):
        draft.blocking |= hard
        draft.claims.add(claim.key)
    if block == "open":
        return
    for right in claim.rights:
        if right in CONTINGENT_RIGHTS:
            continue
        certain = right in HARD_RIGHTS and block == "own" and claim.origin.grade != "C"
        (draft.rights if certain else draft.weak_rights).add(right)
        draft.claims.add(claim.key)


def _holding(holder: str, subject: str, draft: _Draft) -> Holding:
    amounts: dict[Metric, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (metric, declared, block), claims in sorted(draft.stakes.items()):
        best = freshest(claims)
        draft.claims.update(claim.key for claim, _ in best)
        low, high = min(share.low for _, share in best), max(share.high for _, share in best)
        counts = block == "own" and all(claim.origin.grade != "C" for claim, _ in best)
        sums = amounts[metric]
        if block == "open":
            sums["open"] = max(sums["open"], high) if declared else sums["open"] + high
        elif declared:
            sums["declared_low"] = max(sums["declared_low"], low if counts else 0)
            sums["declared_high"] = max(sums["declared_high"], high)
        else:
            sums["high"] += high
            if not counts:
                sums["blind"] += high
            elif any(claim.directness == "unknown" for claim, _ in best):
                sums["unknown_low"] += low
            else:
                sums["low"] += low
    stakes = {
        metric: Stake(**{name: min(amount, WHOLE) for name, amount in amounts[metric].items()})
        for metric in METRICS
        if metric in amounts
    }
    return Holding(
        holder,
        subject,
        stakes,
        frozenset(draft.rights),
        frozenset(draft.weak_rights),
        frozenset(draft.blocking),
        tuple(sorted(draft.claims)),
    )


def freshest(claims: list[tuple[Claim, Share]]) -> list[tuple[Claim, Share]]:
    """The freshest claims of the best-ranked sources; their hull is the holding."""
    if len(claims) == 1:
        return claims
    rank = min(claim.origin.rank for claim, _ in claims)
    ranked = [(claim, share) for claim, share in claims if claim.origin.rank == rank]
    newest = max(_freshness(claim) for claim, _ in ranked)
    return [(claim, share) for claim, share in ranked if _freshness(claim) == newest]


def _freshness(claim: Claim) -> date:
    recorded = claim.life.recorded_from.date() if claim.life.recorded_from else None
    return claim.origin.published or claim.life.valid_from or recorded or date.min
