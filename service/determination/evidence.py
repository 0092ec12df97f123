"""Flags about the evidence: what was or may become, sources that disagree or are old, identities in doubt. PURE.

The arithmetic sees holdings; these look at the claims behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from cypher.quantity import UNDISCLOSED, Share, percent_text
from cypher.vocabulary import CONTINGENT_RIGHTS, Metric
from service.determination.consolidate import freshest
from service.determination.fixpoints import certainly_joins, clears, possibly_joins
from service.determination.model import Claim, Holding, Stake
from service.determination.situation import Membership, Situation
from service.determination.standing import current_seats

Raised = Iterator[tuple[str, str, tuple[str, ...]]]
FORMER_WITHIN = timedelta(days=2 * 365 + 1)


def former_restricted_holder(at: Situation) -> Raised:
    if at.set in ("certain", "possible"):
        return
    for claim in _claims(at):
        ended = claim.life.left(at.known_at)
        if ended is None or not ended <= at.as_of <= ended + FORMER_WITHIN:
            continue
        shares = [share for metric in at.policy.metrics if (share := claim.share(metric)) is not None]
        majority = any(share.high >= at.policy.least for share in shares) or set(claim.rights) & set(
            at.policy.hard_control
        )
        if majority and claim.holder in at.sets.possible:
            text = f"{at.name(claim.holder)}, a restricted party, may have held a majority until {ended}."
            yield "former_restricted_holder", text, (claim.key,)


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


def sources_conflict(at: Situation) -> Raised:
    """Two sources give one holder figures that cannot both be true, and the answer depends on which is right."""
    if at.by_itself:
        return
    for holding in at.into:
        claims = [claim for claim in _in_force(at) if _holder(at, claim) == holding.holder]
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
    seats = current_seats(at.party(at.entity), at.as_of, at.known_at)
    for source in sorted({claim.origin.source for claim in claims} | {seat.origin.source for seat in seats}):
        until = at.solved.world.fresh_until.get(source)
        if until is not None and until < at.as_of:
            keys = tuple(claim.key for claim in claims if claim.origin.source == source)
            yield "stale", f"What {source} says of it was to be renewed by {until}.", keys


def candidate_identity(at: Situation) -> Raised:
    """Somebody may be the same party under another identifier, is restricted or may be, and nobody confirmed it."""
    if at.set in ("certain", "possible"):
        return
    for candidate in at.party(at.entity).possibly_same:
        candidate = at.solved.head_of.get(candidate, candidate)
        if candidate in at.sets.possible:
            said = "restricted" if candidate in at.sets.certain else "possibly restricted"
            yield "candidate_identity", f"It may be the same party as {at.name(candidate)}, which is {said}.", ()


def _claims(at: Situation) -> list[Claim]:
    return list(dict.fromkeys([*at.solved.claims_on(at.entity), *at.solved.claims_on(at.subject)]))


def _in_force(at: Situation) -> list[Claim]:
    return [claim for claim in _claims(at) if claim.life.on_record(at.known_at) and claim.life.valid(at.as_of)]


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
