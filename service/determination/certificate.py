"""The certificate: what a reader needs to check a determination's proof without the graph. PURE.

For people a proof is its deciding edges; to check it, the stakes that count *against* it must be seen too: what
outside holders have for certain, every stated metric, every right, and why each party stands as it does. Each party
of the proof is here once, with its set and round, and its holdings as the fixpoints saw them. ``service/proofcheck``
reads this, and shares no code with what wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cypher.quantity import percent_text
from cypher.vocabulary import SOFT_RIGHTS
from service.determination.fixpoints import HELD, certainly_joins, possibly_joins
from service.determination.model import NO_STAKE, Holding, Party, Seat
from service.determination.proof import Edge
from service.determination.situation import Situation
from service.determination.standing import current_seats
from service.policy.model import Policy
from service.policy.territories import country

Document = dict[str, Any]
AMOUNTS = ("low", "unknown_low", "high", "open", "blind", "declared_low", "declared_high")


def certificate(at: Situation, edges: Sequence[Edge], most: int) -> Document:
    """The rule as it was applied, the parties of the proof and their holdings; zero amounts are left out.

    ``complete`` is false where the proof has ``most`` edges or holdings, or more: then it is cut, and proves nothing.
    """
    shown = _shown(at, edges, most)
    complete = len(edges) < most and sum(map(len, shown.values())) < most
    ids = {at.subject, *shown} if complete else {at.subject}
    if complete:
        ids |= {holding.holder for holdings in shown.values() for holding in holdings}
    found: Document = {
        "complete": complete,
        "rule": _rule(at.policy),
        "subject": at.subject,
        "parties": [_party(at, id_, shown.get(id_) if complete else None) for id_ in sorted(ids)],
    }
    if at.entity != at.subject:
        branch = at.party(at.entity)
        found["branch"] = {"id": branch.id, "kind": branch.kind} | _evidence(at, branch)
    return found


def _shown(at: Situation, edges: Sequence[Edge], most: int) -> dict[str, Sequence[Holding]]:
    """The holdings that the proof needs, by subject: all of a party's where what others have counts against it."""
    graph, sets = at.graph, at.sets
    steps: dict[str, dict[str, Holding]] = {}
    for edge in edges:
        steps.setdefault(edge.holding.subject, {})[edge.holding.holder] = edge.holding
    if at.set == "cleared":
        return _kept_out(at, steps, most)
    shown: dict[str, Sequence[Holding]] = {
        id_: list(step.values()) if id_ in sets.certain and id_ not in graph.joints else graph.into[id_]
        for id_, step in steps.items()
    }
    if at.set != "certain":
        shown[at.subject] = at.into
    elif edges:
        shown[at.subject] = [holding for holding in at.into if holding.holder in sets.certain]
    return shown


def _kept_out(at: Situation, steps: dict[str, dict[str, Holding]], most: int) -> dict[str, Sequence[Holding]]:
    """Everything that keeps a cleared party out of the possible set: nobody is cleared who may be restricted.

    Where the cleared holders of the proof do not keep a party out whatever the others are, the others are shown too.
    """
    shown: dict[str, Sequence[Holding]] = {}
    queue, size = [at.subject], 0
    for id_ in queue:
        if id_ in shown:
            continue
        into = at.graph.into.get(id_, ())
        shown[id_] = into
        size += len(into)
        if size >= most:
            break
        cleared = set(steps.get(id_, ()))
        queue += sorted(cleared)
        others = {holding.holder for holding in into} - cleared
        node = at.graph.nodes[id_]
        if node.kind in HELD and (
            certainly_joins(into, others, at.policy) or possibly_joins(node, into, others, at.policy)
        ):
            queue += sorted(others - at.sets.possible.keys())
    return shown


def _party(at: Situation, id_: str, holdings: Sequence[Holding] | None) -> Document:
    node = at.graph.nodes[id_]
    sets = at.sets
    entered = [
        (name, members[id_])
        for name, members in (("certain", sets.certain), ("possible", sets.possible), ("cleared", sets.cleared))
        if id_ in members
    ]
    name, number = entered[0] if entered else ("open", None)
    found: Document = {"id": id_, "kind": node.kind, "set": name, "round": number}
    if id_ in at.graph.joints:
        found["members"] = list(at.graph.joints[id_])
    else:
        found |= _evidence(at, at.party(id_))
    if name in ("certain", "possible") and sets.by_seed:
        found["seeds"] = {
            reach: [seed for seed in sorted(sets.by_seed) if id_ in sets.by_seed[seed][number]]
            for number, reach in enumerate(("certain", "possible"))
        }
    if holdings is not None:
        if node.kind != "joint":
            found["stated"] = [metric for metric in at.policy.metrics if metric in node.stated]
            found["rest_cleared"] = [metric for metric in at.policy.metrics if metric in node.rest_cleared]
            if found["rest_cleared"] and at.party(id_).rest != "cleared":
                found["presumed"] = "listed"
        found["holders"] = len(at.graph.into.get(id_, ()))
        found["holdings"] = [_holding(at.policy, holding) for holding in holdings]
    return found


def _holding(policy: Policy, holding: Holding) -> Document:
    stakes = {metric: holding.stakes.get(metric, NO_STAKE) for metric in policy.metrics}
    amounts = {
        metric: {name: percent_text(amount) for name in AMOUNTS if (amount := getattr(stake, name))}
        for metric, stake in stakes.items()
    }
    found: Document = {
        "holder": holding.holder,
        "amounts": {metric: about for metric, about in amounts.items() if about},
        "claims": list(holding.claims),
    }
    if holding.rights:
        found["rights"] = sorted(holding.rights)
    if holding.weak_rights:
        found["weak_rights"] = sorted(holding.weak_rights)
    if holding.blocking:
        found["blocking"] = sorted(holding.blocking)
    return found


def _evidence(at: Situation, party: Party) -> Document:
    """What a party is by itself: its designation, or its seats with what the policy says of each place."""
    found: Document = {"standing": at.own_standing if party.id == at.entity else at.graph.nodes[party.id].standing}
    if party.designation is not None:
        return found | {"designation": party.designation}
    seats = current_seats(party, at.as_of, at.known_at) if at.policy.seats else []
    return found | {"seats": _in_order([_seat(at.policy, seat) for seat in seats])}


def _in_order(seats: Iterable[Document]) -> list[Document]:
    return [dict(seat) for seat in sorted({tuple(seat.items()) for seat in seats})]


def _seat(policy: Policy, seat: Seat) -> Document:
    found: Document = {"kind": seat.kind, "jurisdiction": seat.jurisdiction, "place": policy.place(seat.jurisdiction)}
    if country(seat.jurisdiction) in policy.offshore:
        found["offshore"] = True
    if country(seat.jurisdiction) in policy.registration_possible:
        found["registration_possible"] = True
    if seat.origin.grade == "C":
        found["grade"] = "C"
    return found


def _rule(policy: Policy) -> Document:
    """How the policy counts, as far as a proof depends on it; the threshold stands in the determination itself."""
    return {
        "metrics": list(policy.metrics),
        "hard": list(policy.hard_control),
        "soft": list(SOFT_RIGHTS) if policy.soft_control else [],
        "aggregation": policy.aggregation,
        "presumptions": list(policy.presumptions),
        "seats": policy.seats,
        "registration": policy.registration,
        "seed_kinds": list(policy.seed_kinds),
        "residents": policy.resident_persons,
        "least": percent_text(policy.least),
        "decisions": {
            "restricted": policy.decisions.restricted,
            "review": policy.decisions.review,
            "clear": policy.decisions.clear,
            "unknown": policy.decisions.unknown,
            "control": dict(policy.decisions.control),
        },
    }
