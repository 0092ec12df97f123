"""Determinations in plain English: why restricted, why possible, why clear, and why not. PURE."""

from __future__ import annotations

from collections.abc import Sequence

from cypher.quantity import PERCENT, WHOLE, float_free, percent_text
from service.determination.listings import in_force
from service.determination.model import NO_STAKE
from service.determination.proof import Edge
from service.determination.situation import Situation
from service.determination.standing import current_seats, seat_status

RIGHTS = {
    "board_majority": "may appoint or remove most of its board",
    "consolidation": "consolidates it in its accounts",
    "general_partner": "is its general partner",
    "contractual": "controls it by contract",
    "casting_vote": "has the casting vote in it",
    "board_minority": "may appoint part of its board",
    "veto": "has a veto in it",
    "golden_share": "holds a golden share in it",
    "significant_influence": "has significant influence over it",
    "fund_manager": "manages it as a fund",
    "other_soft": "has influence over it",
    "member": "is one of those who hold together",
}


def sentence(at: Situation, edges: Sequence[Edge], path: Sequence[Edge]) -> str:
    """One or two sentences that a person can repeat: what the answer is and what it rests on."""
    if at.set in ("certain", "possible"):
        return _restricted(at, edges, path)
    if at.set == "cleared":
        return _cleared(at, edges)
    return (
        f"Nothing shows that {at.name(at.entity)} is owned or controlled from a restricted jurisdiction, "
        f"and too little is known to clear it: {why_open(at, at.subject)}."
    )


def at_least(low: int) -> str:
    """A lower bound in words; an end one trillionth above a round figure is "more than" that figure."""
    inside = low - 1
    return f"more than {percent_text(inside)} %" if _round(inside) else f"at least {percent_text(low)} %"


def at_most(high: int) -> str:
    """An upper bound in words; an end one trillionth below a round figure is "less than" that figure."""
    outside = high + 1
    return f"less than {percent_text(outside)} %" if _round(outside) else f"up to {percent_text(high)} %"


def _round(amount: int) -> bool:
    return 0 < amount < WHOLE and amount % (PERCENT // 100) == 0


def listing(names: Sequence[str], most: int = 4) -> str:
    """ "A, B and C", cut after ``most`` names."""
    shown = list(dict.fromkeys(names))
    if len(shown) > most:
        return f"{', '.join(shown[:most])} and {len(shown) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else "nobody"


def _restricted(at: Situation, edges: Sequence[Edge], path: Sequence[Edge]) -> str:
    certain = at.set == "certain"
    name = at.name(at.entity)
    own = [edge for edge in edges if edge.holding.subject == at.subject]
    if not own:
        seat_of = at.entity if at.by_itself else at.subject
        return f"{name} {'is' if certain else 'may be'} itself {_by_itself(at, seat_of)}."
    if at.entity != at.subject:
        name += f", a branch of {at.name(at.subject)},"
    bought = [edge for edge in own if edge.metric is not None]
    reasons = [_owned(at, bought, certain)] if bought else []
    reasons += [f"{at.name(edge.holding.holder)} {RIGHTS[edge.right]}" for edge in own if edge.right is not None]
    verb = "is" if certain else "may be"
    kind = "controlled" if not bought else "majority-owned" if at.policy.threshold >= 50 else "owned"
    said = f"{name} {verb} {kind} from a restricted jurisdiction: {'; '.join(reasons[:4])}."
    seed = path[0].holding.holder
    if at.sets.certain.get(seed, at.sets.possible[seed]) > 0:
        return said  # a proof that was cut does not reach the beginning
    doubt = "" if seed in at.sets.certain else ", as far as the evidence goes"
    return f"{said} The chain begins with {at.name(seed)}, {_by_itself(at, seed)}{doubt}."


def _owned(at: Situation, bought: list[Edge], certain: bool) -> str:
    metric = bought[0].metric
    assert metric is not None
    names = list(dict.fromkeys(at.name(edge.holding.holder) for edge in bought))
    who = names[0] if len(names) == 1 else f"{listing(names)} together"
    verb = "holds" if len(names) == 1 else "hold"
    stakes = [edge.holding.stakes.get(metric, NO_STAKE) for edge in bought]
    low = sum(stake.low for stake in stakes) + max(stake.unknown_low for stake in stakes)
    low = min(WHOLE, max([low, *(stake.declared_low for stake in stakes)]))
    have = f"{at_least(low)} of its {metric}" if low else f"part of its {metric}"
    if certain:
        return f"{who} {verb} {have} (the threshold is {threshold(at)})"
    most = max([at.may_hold(metric), *(stake.declared_high for stake in stakes)])
    return f"{who} {verb} {have}, and restricted parties may have {at_most(most)} (the threshold is {threshold(at)})"


def threshold(at: Situation) -> str:
    words = "more than" if at.policy.comparator == ">" else "at least"
    return f"{words} {float_free(at.policy.threshold)} %"


def _by_itself(at: Situation, id_: str) -> str:
    party = at.party(id_)
    if party.designation is not None:
        lists = sorted({entry.list for entry in in_force(party, at.policy, at.as_of, at.known_at)})
        return f"on {listing(lists)}" if lists else "on a list that the policy names"
    seats = current_seats(party, at.as_of, at.known_at)
    if party.kind == "person":
        places = {seat.jurisdiction for seat in seats if seat.kind == "residence"}
        return f"a person resident in {listing(sorted(places))}"
    _, evidence = seat_status(seats, at.policy)
    places = {f"{seat.kind.replace('_', ' ')} in {seat.jurisdiction}" for seat in evidence}
    return f"seated in a restricted jurisdiction ({'; '.join(sorted(places))})"


def _cleared(at: Situation, edges: Sequence[Edge]) -> str:
    name = at.name(at.entity)
    holders = [at.name(edge.holding.holder) for edge in edges if edge.holding.subject == at.subject]
    if not holders:
        some = any(holding.holder in at.sets.possible for holding in at.into)
        rest = (
            "what restricted parties hold in it, its own shares apart, is no majority"
            if some
            else "no restricted party holds or controls it"
        )
        return f"{name} is known to be unrestricted by itself, and {rest}."
    return (
        f"{name} is clear: it sits in a supported place, and what {listing(holders)}, known to be unrestricted, "
        f"{'have' if len(set(holders)) > 1 else 'has'} in it leaves no majority to anybody else."
    )


def why_open(at: Situation, id_: str) -> str:
    """Why a party is in none of the sets, in half a sentence."""
    node = at.graph.nodes[id_]
    name = at.name(id_)
    if node.kind == "unknown":
        return f"{name} is not disclosed"
    if at.policy.seats and node.standing == "unknown":
        return f"no source says where {name} is run from"
    into = at.graph.into.get(id_, ())
    if not into:
        return f"no source names an owner of {name}"
    outside = [at.name(holding.holder) for holding in into if holding.holder not in at.sets.cleared]
    controllers = [
        at.name(holding.holder)
        for holding in into
        if holding.blocking & set(at.policy.hard_control)
        or ((holding.rights | holding.weak_rights) and holding.holder not in at.sets.cleared)
    ]
    if controllers:
        return f"{listing(controllers, 3)}, in control of {name}, cannot be placed"
    if not any(metric in node.stated for metric in at.policy.metrics):
        return f"no source says how much of {name} anybody holds"
    if outside:
        return f"{listing(outside, 3)} behind {name} cannot be placed"
    return f"the known owners of {name} do not account for a majority"
