"""Flags about the evidence: what was or may become, sources that disagree or are old, identities in doubt. PURE.

The arithmetic sees holdings; these look at the claims behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cypher.quantity import UNDISCLOSED, Share, percent_text
from cypher.vocabulary import CONTINGENT_RIGHTS, Metric
from service.determination.consolidate import freshest
from service.determination.fixpoints import certainly_joins, clears, possibly_joins
from service.determination.model import NO_STAKE, Claim, Holding, Stake
from service.determination.situation import Membership, Situation
from service.determination.standing import current_seats

Raised = Iterator[tuple[str, str, tuple[str, ...]]]
FORMER_WITHIN = timedelta(days=2 * 365 + 1)


def former_restricted_holder(at: Situation) -> Raised:
    if at.set in ("certain", "possible"):
        return
    left: list[tuple[date, Claim]] = []
    for claim in [*_claims(at), *(one for one in at.solved.world.former if one.subject in at.selves)]:
        ended = claim.life.left(at.known_at)
        if ended and ended <= at.as_of <= ended + FORMER_WITHIN and _holder(at, claim) in at.sets.possible:
            left.append((ended, claim))
    if not left:
        return
    # Together, and with what such parties still have: blocks may have been sold one after the other.
    now = {metric: sum(high(holding, metric) for holding in at.into if holding.holder in at.sets.possible)
           for metric in at.policy.metrics}  # fmt: skip
    before = {metric: sum(share.high for _, claim in left if (share := claim.share(metric)) is not None)
              for metric in at.policy.metrics}  # fmt: skip
    shares = any(before[metric] and before[metric] + now[metric] >= at.policy.least for metric in before)
    control = not {right for _, claim in left for right in claim.rights}.isdisjoint(at.policy.hard_control)
    if shares or control:
        ended = max(day for day, _ in left)
        names = ", ".join(sorted({at.name(_holder(at, claim)) for _, claim in left})[:3])
        text = f"{names}, restricted, may have held a majority or control until {ended}."
        yield "former_restricted_holder", text, tuple(claim.key for _, claim in left)


def contingent_majority(at: Situation) -> Raised:
    """What restricted parties would have if they exercised all they may; of a size nobody states it may be anything."""
    if at.set in ("certain", "possible"):
        return
    claims = [
        claim
        for claim in _in_force(at)
        if not set(CONTINGENT_RIGHTS).isdisjoint(claim.rights) and _holder(at, claim) in at.sets.possible
    ]
    more = sum((claim.contingent or UNDISCLOSED).high for claim in claims)
    if more and max((at.may_hold(metric) for metric in at.tested), default=0) + more >= at.policy.least:
        text = "With warrants, options or convertibles that restricted parties have, they may come to hold a majority."
        yield "contingent_majority", text, tuple(claim.key for claim in claims)


def mutual_with_restricted(at: Situation) -> Raised:
    """It controls a restricted company that holds it in turn: by the rule those are its own shares, and nobody's vote.

    Who of the two rules the other is for a person to say: own shares must not wash a restricted owner off.
    """
    if at.set in ("certain", "possible"):
        return
    by_holder = _by_holder(at)
    for holding in at.into:
        if holding.holder == at.subject or holding.holder not in at.sets.possible:
            continue
        gone = [
            claim
            for claim in by_holder.get(holding.holder, [])
            for metric in at.tested
            if (share := claim.share(metric)) is not None and share.high and not high(holding, metric)
            and not holding.stakes.get(metric, NO_STAKE).declared_high and not holding.stakes.get(metric, NO_STAKE).open
        ]  # fmt: skip
        if gone:
            text = (
                f"{at.name(holding.holder)}, restricted, holds what counts as its own shares: it controls that company."
            )
            yield "mutual_with_restricted", text, tuple(claim.key for claim in gone)


def sources_conflict(at: Situation) -> Raised:
    """Two sources give one holder figures that cannot both be true, and the answer depends on which is right."""
    if at.by_itself:
        return
    by_holder = _by_holder(at)
    for holding in at.into:
        claims = by_holder.get(holding.holder, [])
        for metric in at.tested:
            stated = [(claim, share) for claim in claims if (share := claim.share(metric)) is not None]
            contradiction = _contradiction(stated)
            if contradiction is None:
                continue
            newest, (one, low), (other, high) = contradiction
            if len({_membership(at, holding, metric, claim, share) for claim, share in newest}) > 1:
                text = (
                    f"{one.origin.source} says that {at.name(holding.holder)} has at most "
                    f"{percent_text(low.high)} % of the {metric}, {other.origin.source} at least "
                    f"{percent_text(high.low)} %: the answer depends on it."
                )
                yield "sources_conflict", text, tuple(claim.key for claim, _ in newest)
                return


def stale(at: Situation) -> Raised:
    """What is said of the party comes from a source that is older than it promises to be."""
    claims = _in_force(at)
    seats = [seat for id_ in at.selves for seat in current_seats(at.party(id_), at.as_of, at.known_at)]
    for source in sorted({claim.origin.source for claim in claims} | {seat.origin.source for seat in seats}):
        until = at.solved.world.fresh_until.get(source)
        if until is not None and until < at.as_of:
            keys = tuple(claim.key for claim in claims if claim.origin.source == source)
            yield "stale", f"What {source} says of it was to be renewed by {until}.", keys


def candidate_identity(at: Situation) -> Raised:
    """Somebody may be the same party under another identifier, is restricted or may be, and nobody confirmed it."""
    if at.set in ("certain", "possible"):
        return
    twins = [twin for id_ in at.selves for twin in at.party(id_).possibly_same]
    for candidate in dict.fromkeys(twins):
        candidate = at.solved.head_of.get(candidate, candidate)
        if candidate in at.sets.possible:
            said = "restricted" if candidate in at.sets.certain else "possibly restricted"
            yield "candidate_identity", f"It may be the same party as {at.name(candidate)}, which is {said}.", ()


def high(holding: Holding, metric: Metric) -> int:
    return holding.stakes.get(metric, NO_STAKE).high


def _claims(at: Situation) -> list[Claim]:
    return [claim for id_ in at.selves for claim in at.solved.claims_on(id_)]


def _in_force(at: Situation) -> list[Claim]:
    return [claim for claim in _claims(at) if claim.life.on_record(at.known_at) and claim.life.valid(at.as_of)]


def _by_holder(at: Situation) -> dict[str, list[Claim]]:
    """The claims in force, by whose they are in the end."""
    found: dict[str, list[Claim]] = {}
    for claim in _in_force(at):
        found.setdefault(_holder(at, claim), []).append(claim)
    return found


def _holder(at: Situation, claim: Claim) -> str:
    holder = claim.on_behalf_of or claim.holder
    return at.solved.head_of.get(holder, holder)


def _contradiction(
    stated: list[tuple[Claim, Share]],
) -> tuple[list[tuple[Claim, Share]], tuple[Claim, Share], tuple[Claim, Share]] | None:
    """The newest figures of all sources, and of them the least and the most, if these two exclude each other.

    A declared figure sums up a chain, so it says more than a direct one without contradicting it.
    """
    direct = [(claim, share) for claim, share in stated if claim.directness not in ("indirect", "total")]
    sources = sorted({claim.origin.source for claim, _ in direct})
    if len(sources) < 2:
        return None
    newest = [
        one for source in sources for one in freshest([said for said in direct if said[0].origin.source == source])
    ]
    least, most = min(newest, key=lambda said: said[1].high), max(newest, key=lambda said: said[1].low)
    return (newest, least, most) if least[1].high < most[1].low else None


def _membership(at: Situation, holding: Holding, metric: Metric, claim: Claim, share: Share) -> Membership:
    """In which set the party would be if this one statement alone were true of this holding."""
    direct = claim.directness == "direct"
    stake = Stake(low=share.low if direct else 0, unknown_low=0 if direct else share.low, high=share.high)
    said = replace(holding, stakes={**holding.stakes, metric: stake})
    into: Sequence[Holding] = [said if one is holding else one for one in at.into]
    certain, possible = (
        {id_ for id_ in members if id_ != at.subject} for members in (at.sets.certain, at.sets.possible)
    )
    if certainly_joins(into, certain, at.policy):
        return "certain"
    if possibly_joins(at.node, into, possible, at.policy):
        return "possible"
    return "cleared" if clears(at.node, into, at.sets.cleared, at.policy) else "open"
