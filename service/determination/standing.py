"""What a policy says of a party by itself: its seat and its designation. PURE."""

from __future__ import annotations

from datetime import date, datetime

from service.determination.listings import designation
from service.determination.model import Party, Seat, Standing
from service.policy.model import Place, Policy
from service.policy.territories import country

HEADQUARTERS = frozenset({"headquarters", "principal_executive", "business_address", "operational", "self_statement"})
"""Evidence of where a company is run from."""
REGISTRATION = frozenset({"incorporation", "registered"})


def current_seats(party: Party, as_of: date, known_at: datetime | None) -> list[Seat]:
    """The party's seat claims that hold at that instant."""
    return [seat for seat in party.seats if seat.life.on_record(known_at) and seat.life.valid(as_of)]


def seat_status(seats: list[Seat], policy: Policy) -> tuple[Standing, list[Seat]]:
    """Where a company or state sits, and the claims that say so: the first kind of evidence that speaks decides.

    An analyst's claim replaces all others; then evidence of a headquarters outside offshore places; then
    registration outside offshore places; else unknown.
    """
    if analyst := [seat for seat in seats if seat.kind == "analyst"]:
        return _graded(analyst, policy), analyst
    onshore = [seat for seat in seats if country(seat.jurisdiction) not in policy.offshore]
    if evidence := [seat for seat in onshore if seat.kind in HEADQUARTERS]:
        return _graded(evidence, policy), evidence
    if registration := [seat for seat in onshore if seat.kind in REGISTRATION]:
        return _registered(registration, policy), registration
    return "unknown", []


def standing(party: Party, policy: Policy, as_of: date, known_at: datetime | None = None) -> Standing:
    """Restricted and possible parties are seeds. A designation decides; then seats are not read.

    Persons are seeds only by designation, or as the policy says of residents; their seats never make them supported.
    """
    if (designated := designation(party, policy, as_of, known_at)) is not None:
        return designated
    seats = current_seats(party, as_of, known_at)
    if not policy.seats or party.kind == "unknown":
        return "unknown"
    if party.kind == "person":
        resident = _graded([seat for seat in seats if seat.kind == "residence"], policy)
        if resident not in ("restricted", "possible"):
            return "unknown"
        if "person" in policy.seed_kinds:
            return resident
        return "possible" if policy.resident_persons == "possible" else "unknown"
    status, _ = seat_status(seats, policy)
    if status in ("restricted", "possible") and _seed_kind(party) not in policy.seed_kinds:
        return "unknown"
    return status


def _seed_kind(party: Party) -> str:
    return "company" if party.kind == "branch" else party.kind


def _together(places: list[Place]) -> Standing:
    """All evidence restricted is restricted, some is possible; a code nobody knows never supports."""
    if all(place == "restricted" for place in places):
        return "restricted"
    if "restricted" in places:
        return "possible"
    return "supported" if all(place == "supported" for place in places) else "unknown"


def _graded(seats: list[Seat], policy: Policy) -> Standing:
    """Crowd data (grade C) can make a place possible, never certain and never supported."""
    firm = [policy.place(seat.jurisdiction) for seat in seats if seat.origin.grade != "C"]
    loose = [policy.place(seat.jurisdiction) for seat in seats if seat.origin.grade == "C"]
    status = _together(firm) if firm else "unknown"
    return "possible" if status != "restricted" and "restricted" in loose else status


def _registered(registration: list[Seat], policy: Policy) -> Standing:
    """Registration supports; whether it restricts is the policy's to say."""
    status = _graded(registration, policy)
    if status not in ("restricted", "possible"):
        return status
    if policy.registration == "ignored":
        return "unknown"
    named = all(
        country(seat.jurisdiction) in policy.registration_possible
        for seat in registration
        if policy.place(seat.jurisdiction) == "restricted"
    )
    return "possible" if named or policy.registration == "possible" else status
