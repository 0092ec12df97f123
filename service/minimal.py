"""A difference between engines as the smallest case that shows it, for whoever must mend it. PURE but for the engines.

A world becomes a document of the case format; then parties and interests are dropped, half of them first and one by
one in the end, as long as the difference stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from cypher.quantity import UNDISCLOSED, percent_text
from cypher.vocabulary import CONTINGENT_RIGHTS, METRICS
from service.determination.fixpoints import holdings_of
from service.determination.listings import designated
from service.determination.model import Claim, Party, World
from service.determination.standing import current_seats
from service.policy.model import Policy

Document = dict[str, Any]
TRIES = 400
"""Most tries to make a case smaller; each solves it by both engines."""


def case_of(world: World, policy: Policy, as_of: date) -> Document:
    """A world as a case of one day: seats and claims in force, of several on one holding those that count.

    What a case has no words for is said by what has the same effect: crowd data holds as a nominee does.
    """
    world = designated(world, policy, as_of)
    holdings = holdings_of(world, policy, as_of)
    counted = {key for into in holdings.into.values() for holding in into for key in holding.claims}
    claims = [claim for claim in world.claims if claim.key in counted or claim.life.ended(as_of)]
    return {
        "policy": policy.id,
        "as_of": as_of.isoformat(),
        "parties": [_party(party, world, as_of) for party in world.parties.values()],
        "interests": [interest for claim in claims for interest in _interests(claim, as_of)],
    }


def _party(party: Party, world: World, as_of: date) -> Document:
    seats = current_seats(party, as_of, None)
    branch = party.branch_of if party.branch_of in world.parties else None
    said = {
        "id": party.id,
        "kind": "branch" if branch else "company" if party.kind == "branch" else party.kind,
        "branch_of": branch,
        "designation": party.designation,
        "listed": party.listed or None,
        "rest": None if party.rest == "undisclosed" else party.rest,
        "dissolved_on": party.dissolved_on.isoformat() if party.dissolved_on else None,
        "grade": "C" if seats and all(seat.origin.grade == "C" for seat in seats) else None,
        "seats": [{"kind": seat.kind, "jurisdiction": seat.jurisdiction} for seat in seats] or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _interests(claim: Claim, as_of: date) -> list[Document]:
    crowd = claim.origin.grade == "C" and claim.capacity == "own"
    said = {
        "holder": (crowd and claim.on_behalf_of) or claim.holder,
        "subject": claim.subject,
        "directness": None if claim.directness == "direct" else claim.directness,
        "capacity": "nominee" if crowd else None if claim.capacity == "own" else claim.capacity,
        "on_behalf_of": None if crowd else claim.on_behalf_of,
        "group": claim.group,
        "concert": claim.concert,
        "valid_to": claim.life.valid_to.isoformat() if claim.life.valid_to and claim.life.ended(as_of) else None,
    }
    found: list[Document] = []
    for metric in METRICS:
        if (share := claim.share(metric)) is not None:
            amount: Document = {}
            if share != UNDISCLOSED:
                amount = {"min": percent_text(share.low), "max": percent_text(share.high)}
            found.append({"id": f"{claim.key} {metric}", "metric": metric, **said, **amount})
    for right in claim.rights:
        if right not in CONTINGENT_RIGHTS:
            found.append({"id": f"{claim.key} {right}", "right": right, **said})
    return [{key: value for key, value in interest.items() if value is not None} for interest in found]


def shrink(document: Document, differs: Callable[[Document], bool], tries: int = TRIES) -> Document:
    """The smallest case found, by dropping parties (with all they hold and who holds them) and interests, that still
    ``differs``. ``document`` must differ itself."""
    size = max(1, len(_parts(document)) // 2)
    while True:
        dropped = False
        parts = _parts(document)
        for start in range(0, len(parts), size):
            if tries <= 0:
                return document
            tries -= 1
            smaller = _without(document, set(parts[start : start + size]))
            if _parts(smaller) != _parts(document) and differs(smaller):
                document, dropped = smaller, True
        if size == 1 and not dropped:
            return document
        size = max(1, size // 2)


def _parts(document: Document) -> list[tuple[str, str]]:
    return [
        *(("party", party["id"]) for party in document["parties"]),
        *(("interest", interest["id"]) for interest in document["interests"]),
    ]


def _without(document: Document, parts: set[tuple[str, str]]) -> Document:
    kept = [party for party in document["parties"] if ("party", party["id"]) not in parts]
    gone = {party["id"] for party in document["parties"]} - {party["id"] for party in kept}
    kept = [party for party in kept if party.get("branch_of") not in gone]
    gone |= {party["id"] for party in document["parties"]} - {party["id"] for party in kept}
    ends = ("holder", "subject", "on_behalf_of")
    return document | {
        "parties": kept,
        "interests": [
            interest
            for interest in document["interests"]
            if ("interest", interest["id"]) not in parts and not any(interest.get(end) in gone for end in ends)
        ],
    }
