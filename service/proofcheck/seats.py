"""What a party is by itself, derived again from the designation or the seats that the certificate shows."""

from __future__ import annotations

from collections.abc import Sequence

from service.proofcheck.reading import Evidence, Rule, Seat, Standing

RUN_FROM = {"headquarters", "principal_executive", "business_address", "operational", "self_statement"}
REGISTERED = {"incorporation", "registered"}


def standing(party: Evidence, rule: Rule) -> Standing:
    """A designation decides. Else seats, if the policy reads them: an analyst's finding before evidence of where the
    party is run from, before registration; places that are known for agents' addresses say nothing."""
    if party.designation is not None:
        return party.designation
    if not rule.seats or party.kind == "unknown":
        return "unknown"
    if party.kind == "person":
        return _resident(party.seats, rule)
    found = _place(party.seats, rule)
    kind = "company" if party.kind == "branch" else party.kind
    return "unknown" if found in ("restricted", "possible") and kind not in rule.seed_kinds else found


def _resident(seats: Sequence[Seat], rule: Rule) -> Standing:
    found = _evidence([seat for seat in seats if seat.kind == "residence"])
    if found not in ("restricted", "possible"):
        return "unknown"
    if "person" in rule.seed_kinds:
        return found
    return "possible" if rule.residents == "possible" else "unknown"


def _place(seats: Sequence[Seat], rule: Rule) -> Standing:
    if analyst := [seat for seat in seats if seat.kind == "analyst"]:
        return _evidence(analyst)
    telling = [seat for seat in seats if not seat.offshore]
    if run_from := [seat for seat in telling if seat.kind in RUN_FROM]:
        return _evidence(run_from)
    if registered := [seat for seat in telling if seat.kind in REGISTERED]:
        return _registration(registered, rule)
    return "unknown"


def _evidence(seats: Sequence[Seat]) -> Standing:
    """All restricted: restricted; some: possible; all supported: supported. Crowd data only ever makes it possible."""
    firm = {seat.place for seat in seats if seat.grade != "C"}
    crowd = {seat.place for seat in seats if seat.grade == "C"}
    if firm == {"restricted"}:
        return "restricted"
    if "restricted" in firm | crowd:
        return "possible"
    return "supported" if firm == {"supported"} else "unknown"


def _registration(seats: Sequence[Seat], rule: Rule) -> Standing:
    found = _evidence(seats)
    if found not in ("restricted", "possible") or rule.registration == "decides":
        doubtful = all(seat.registration_possible for seat in seats if seat.place == "restricted")
        return "possible" if found == "restricted" and doubtful else found
    return "possible" if rule.registration == "possible" else "unknown"
