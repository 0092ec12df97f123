"""Restricted-party lists: who is designated under a policy, and whether the lists that it names are there. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from service.determination.model import Designation, Listing, Party, World
from service.policy.model import Policy


def in_force(party: Party, policy: Policy, as_of: date, known_at: datetime | None = None) -> list[Listing]:
    """The entries of lists that the policy names, as they hold at that instant."""
    return [
        one
        for one in party.listings
        if one.list in policy.lists and one.life.on_record(known_at) and one.life.valid(as_of)
    ]


def designation(party: Party, policy: Policy, as_of: date, known_at: datetime | None = None) -> Designation | None:
    """What the party is designated: as a case says, else restricted by an entry (of crowd data, grade C, possible)."""
    if party.designation is not None:
        return party.designation
    entries = in_force(party, policy, as_of, known_at)
    if not entries:
        return None
    return "possible" if all(one.origin.grade == "C" for one in entries) else "restricted"


def designated(world: World, policy: Policy, as_of: date, known_at: datetime | None = None) -> World:
    """The world with the designations that the policy's lists give."""
    found = {
        id_: replace(party, designation=named)
        for id_, party in world.parties.items()
        if party.listings and (named := designation(party, policy, as_of, known_at)) is not None
    }
    return replace(world, parties={**world.parties, **found}) if found else world
