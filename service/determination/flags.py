"""Flags: what decides nothing by the arithmetic but a person would want to know (semantics: flags). PURE.

Each rule is one function that looks at a Situation and yields the flags it raises. Effects come from the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from cypher.quantity import PERCENT, WHOLE, percent_text
from cypher.vocabulary import Metric
from service.determination import evidence
from service.determination.evidence import Raised, high
from service.determination.model import NO_STAKE, Holding
from service.determination.own_shares import lows_together
from service.determination.readings import integrated_low
from service.determination.situation import Situation
from service.determination.standing import HEADQUARTERS, REGISTRATION, current_seats
from service.policy.model import Effect
from service.policy.territories import country

DOMINANT = 30 * PERCENT
NEAR = 5 * PERCENT
MOVED_WITHIN = timedelta(days=36 * 365 // 12 + 1)


@dataclass(frozen=True, slots=True)
class Flag:
    """``edges``: keys of the claims it rests on."""

    code: str
    effect: Effect
    sentence: str
    edges: tuple[str, ...] = field(default=())


def flags(situation: Situation) -> list[Flag]:
    """All flags of an entity, in a fixed order."""
    return [
        Flag(code, situation.policy.effect(code), sentence, tuple(sorted(set(edges))))
        for rule in RULES
        for code, sentence, edges in rule(situation)
    ]


def _near_threshold(at: Situation) -> Raised:
    threshold = at.policy.threshold * PERCENT
    for metric in at.tested:
        amount = _may_reach(at, metric)
        if amount >= at.policy.least or not amount:
            continue
        holders = _holders(at, metric)
        if amount == threshold:
            yield (
                "exactly_half",
                f"What restricted parties may hold of the {metric} is exactly the threshold.",
                holders,
            )
        elif amount >= threshold - NEAR:
            text = (
                f"Restricted parties may hold up to {percent_text(amount)} % of the {metric}, just below the threshold."
            )
            yield "just_below", text, holders


def _opaque_with_restricted(at: Situation) -> Raised:
    if at.set != "open":
        return
    for metric in at.tested:
        if any(holding.holder in at.sets.possible and _at_most(holding, metric) for holding in at.into) and (
            at.uncleared(metric) >= at.policy.least
        ):
            text = f"A restricted party holds some of the {metric}, and with holders nobody can place it could pass."
            yield "opaque_with_restricted", text, _holders(at, metric)
            return


def _national_majority(at: Situation) -> Raised:
    """Nationals of restricted places together: a cascade of its own, beside the sets that decide."""
    if at.set in ("cleared", "open") and at.policy.seats and at.subject in at.solved.nationals_majority:
        nationals = at.solved.nationals.intersection(at.above)
        names = ", ".join(sorted(at.name(id_) for id_ in nationals)[:5])
        yield (
            "national_majority",
            f"Nationals of restricted places may together hold a majority: {names}.",
            (),
        )


def _moved_seat(at: Situation) -> Raised:
    if at.policy.seats is False or at.party(at.subject).kind == "person":
        return
    seats = [seat for id_ in at.selves for seat in at.party(id_).seats]
    now = [seat for id_ in at.selves
           for seat in current_seats(at.party(id_), at.as_of, at.known_at)]  # fmt: skip

    def restricted(code: str) -> bool:
        return at.policy.place(code) == "restricted"

    stated_now = {(seat.kind, seat.jurisdiction) for seat in now}
    for seat in seats:
        if seat.kind not in HEADQUARTERS or not restricted(seat.jurisdiction):
            continue
        ended = seat.life.left(at.known_at)
        # Most sources state an address without dates: that it is stated no longer is all there is to know of its end.
        if ended and _within(ended, at.as_of, MOVED_WITHIN) and (seat.kind, seat.jurisdiction) not in stated_now:
            text = f"Its {_words(seat.kind)} was in {seat.jurisdiction} until {ended}."
            yield "moved_seat", text, (seat.origin.record,)
    elsewhere = [seat for seat in now if seat.kind in HEADQUARTERS and not restricted(seat.jurisdiction)]
    for seat in now:
        if seat.kind in REGISTRATION and restricted(seat.jurisdiction) and elsewhere:
            text = f"It is registered in {seat.jurisdiction}, with its headquarters elsewhere."
            yield "moved_seat", text, (seat.origin.record,)
        elif seat.kind == "mailing" and restricted(seat.jurisdiction) and at.own_standing != "restricted":
            yield "moved_seat", f"Its mailing address is in {seat.jurisdiction}.", (seat.origin.record,)


def _operations_restricted(at: Situation) -> Raised:
    """A company run by contract in a restricted place, or most of its listed subsidiaries there."""
    if not at.policy.seats or at.party(at.subject).kind != "company":
        return
    there, elsewhere, contracts = [], [], []
    for id_ in at.graph.out.get(at.subject, ()):
        holding = next(holding for holding in at.graph.into[id_] if holding.holder == at.subject)
        if not holding.rights & {"consolidation", "contractual"}:
            continue
        places = {seat.jurisdiction for seat in current_seats(at.party(id_), at.as_of, at.known_at)}
        if any(at.policy.place(place) == "restricted" for place in places):
            there.append(holding)
            if "contractual" in holding.rights:
                contracts.append(holding)
        elif any(country(place) not in at.policy.offshore for place in places):
            elsewhere.append(holding)
    if contracts:
        text = f"It controls {at.name(contracts[0].subject)} in a restricted place by contract (VIE)."
        yield "operations_restricted", text, _claims(contracts[:20])
    elif len(there) > len(elsewhere):
        listed = len(there) + len(elsewhere)
        text = f"{len(there)} of the {listed} subsidiaries it lists with a place are in restricted places."
        yield "operations_restricted", text, _claims(there[:20])


def _dominant_minority(at: Situation) -> Raised:
    if at.set in ("certain", "possible"):
        return
    for metric in at.tested:
        ranked = sorted(at.into, key=lambda held: (_at_most(held, metric), high(held, metric)), reverse=True)
        # A declared figure may sum up the very block that stands beside it: it is nobody's rival.
        others = [high(holding, metric) for holding in ranked[1:]]
        if (
            ranked
            and ranked[0].holder in at.sets.possible
            and (most := _at_most(ranked[0], metric)) >= DOMINANT
            and most >= 2 * max(others, default=0)
        ):
            text = f"{at.name(ranked[0].holder)}, a restricted party, is by far the largest holder of the {metric}."
            yield "dominant_minority", text, ranked[0].claims
            return


def _restricted_through_cleared_parent(at: Situation) -> Raised:
    """The deciding holder is itself majority-owned by cleared parties, like a Chinese subsidiary of a foreign group."""
    if at.set != "certain" or at.sets.certain.get(at.subject, 0) == 0:
        return
    for holding in at.into:
        holder = holding.holder
        if at.sets.certain.get(holder) != 0 or holder not in at.graph.into:
            continue
        into = at.graph.into[holder]
        owned = any(
            lows_together((h for h in into if h.holder in at.sets.cleared), m) >= at.policy.least
            for m in at.policy.metrics
        )
        if owned or any("consolidation" in h.rights and h.holder in at.sets.cleared for h in into):
            text = f"{at.name(holder)} is itself owned by parties known to be unrestricted."
            yield "restricted_through_cleared_parent", text, holding.claims
            return


def _readings_disagree(at: Situation) -> Raised:
    """One seed alone never reaches who all together do not: of the other readings only the multiplied one can."""
    if at.set == "certain" or (low := integrated_low(at)) < at.policy.least:
        return
    lows = at.solved.integrated_lows
    holders = [holding for holding in at.into if at.graph.nodes[holding.holder].standing == "restricted"]
    holders += [holding for holding in at.into if lows.of(holding.holder) and holding not in holders]
    text = f"Multiplied along all chains, restricted parties effectively hold at least {percent_text(low)} % of it."
    yield "readings_disagree", text, _claims(holders)


def _sum_over_100(at: Situation) -> Raised:
    for metric in at.tested:
        if sum(holding.stakes.get(metric, NO_STAKE).low for holding in at.into) > WHOLE:
            yield "sum_over_100", f"The stated {metric} add up to more than 100 %.", _holders(at, metric)


def _facts(at: Situation) -> Raised:
    for id_ in at.selves:
        gone = at.party(id_).dissolved_on
        if gone is not None and gone <= at.as_of:
            yield "dissolved", f"{'It' if id_ == at.entity else at.name(id_)} was dissolved on {gone}.", ()
    if at.party(at.subject).kind == "company" and not at.into and not at.tested:
        yield "no_disclosure", "No source names an owner.", ()
    if at.subject in at.graph.ownerless:
        yield "no_outside_owner", "It is held by nobody but itself and companies it controls.", ()
    if at.policy.status_unverified:
        yield "policy_status_unverified", at.policy.status_unverified, ()
    if not at.policy.in_force(at.as_of):
        yield (
            "policy_not_in_force",
            f"Policy {at.policy.id} {at.policy.version} was not in force on {at.as_of}.",
            (),
        )


def _holders(at: Situation, metric: Metric) -> tuple[str, ...]:
    return _claims(holding for holding in at.into if holding.holder in at.sets.possible and _at_most(holding, metric))


def _at_most(holding: Holding, metric: Metric) -> int:
    """What a holder may have, by itself or through others: a declared figure sums up a chain."""
    stake = holding.stakes.get(metric, NO_STAKE)
    return max(stake.high, stake.declared_high)


def _may_reach(at: Situation, metric: Metric) -> int:
    """What restricted parties may hold together, or what one of them is declared to have through others."""
    declared = [
        holding.stakes.get(metric, NO_STAKE).declared_high for holding in at.into if holding.holder in at.sets.possible
    ]
    return max([at.may_hold(metric), *declared])


def _claims(holdings: Iterator[Holding] | list[Holding]) -> tuple[str, ...]:
    return tuple(key for holding in holdings for key in holding.claims)


def _within(ended: date, day: date, span: timedelta) -> bool:
    return ended <= day and day - ended <= span


def _words(code: str) -> str:
    return code.replace("_", " ")


RULES: tuple[Callable[[Situation], Raised], ...] = (
    _near_threshold, _opaque_with_restricted, _national_majority, _moved_seat, _operations_restricted,
    evidence.former_restricted_holder, evidence.contingent_majority, _dominant_minority,
    _restricted_through_cleared_parent, _readings_disagree, _sum_over_100, evidence.mutual_with_restricted,
    evidence.sources_conflict, evidence.stale,
    evidence.candidate_identity, _facts,
)  # fmt: skip
