"""Entities as GLEIF's golden copy publishes them: level 1, relationship records and reporting exceptions, as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from workers.generate import names
from workers.generate.draw import Draw, Weighted
from workers.generate.plan import DAY, Entity, World

LEVEL1 = (
    "LEI", "Entity.LegalName", "Entity.LegalName.xmllang", "Entity.LegalAddress.FirstAddressLine",
    "Entity.LegalAddress.City", "Entity.LegalAddress.Region", "Entity.LegalAddress.Country",
    "Entity.LegalAddress.PostalCode", "Entity.HeadquartersAddress.FirstAddressLine", "Entity.HeadquartersAddress.City",
    "Entity.HeadquartersAddress.Region", "Entity.HeadquartersAddress.Country", "Entity.HeadquartersAddress.PostalCode",
    "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
    "Entity.LegalJurisdiction", "Entity.EntityCategory", "Entity.EntityStatus", "Entity.EntityCreationDate",
    "Entity.EntityExpirationDate", "Registration.InitialRegistrationDate", "Registration.LastUpdateDate",
    "Registration.RegistrationStatus", "Registration.NextRenewalDate", "Registration.ValidationSources",
)  # fmt: skip
RELATIONSHIPS = (
    "Relationship.StartNode.NodeID", "Relationship.StartNode.NodeIDType", "Relationship.EndNode.NodeID",
    "Relationship.EndNode.NodeIDType", "Relationship.RelationshipType", "Relationship.RelationshipStatus",
    "Relationship.Period.1.startDate", "Relationship.Period.1.endDate", "Relationship.Period.1.periodType",
    "Relationship.Period.2.startDate", "Relationship.Period.2.endDate", "Relationship.Period.2.periodType",
    "Registration.InitialRegistrationDate", "Registration.LastUpdateDate", "Registration.RegistrationStatus",
    "Registration.NextRenewalDate", "Registration.ValidationSources",
)  # fmt: skip
EXCEPTIONS = ("LEI", "Exception.Category", "Exception.Reason.1", "Exception.Reference.1")
_REASONS = Weighted(
    ("NO_KNOWN_PERSON", 38), ("NATURAL_PERSONS", 34), ("NON_CONSOLIDATING", 20), ("NO_LEI", 5), ("NON_PUBLIC", 2),
    ("LEGAL_OBSTACLES", 0.5), ("CONSENT_NOT_OBTAINED", 0.5),
)  # fmt: skip
_AUTHORITIES = {"GB": "RA000585", "DE": "RA000242", "FR": "RA000189", "US": "RA000602", "IN": "RA000394"}
_KINDS = {
    "parent": "IS_DIRECTLY_CONSOLIDATED_BY", "ultimate": "IS_ULTIMATELY_CONSOLIDATED_BY",
    "manager": "IS_FUND-MANAGED_BY", "umbrella": "IS_SUBFUND_OF", "head": "IS_INTERNATIONAL_BRANCH_OF",
}  # fmt: skip
Row = tuple[str, ...]


def level1(world: World, one: Entity) -> Row:
    chance = Draw(world.seed, "level1", one.number)
    town = chance.one_of(names.TOWNS)
    street, code = names.street(chance), names.postcode(chance)
    authority = _AUTHORITIES.get(one.country, "RA888888")
    register = world.number(one.uk) if one.uk is not None else str(10_000_000 + one.number)
    inactive = one.uk is None and chance.happens(0.06)
    born = DAY - timedelta(days=1_000 + chance.below(15_000))
    status = "LAPSED" if one.lapsed else "ISSUED"
    return (
        world.lei(one.number), one.name, "en", street, town, "", one.country, code, street, town, "", one.seat, code,
        authority, register, one.country, one.category, "INACTIVE" if inactive else "ACTIVE", _time(born),
        _time(one.updated) if inactive else "", _time(born + timedelta(days=900)), _time(one.updated),
        "RETIRED" if inactive else status, _time(one.updated + timedelta(days=365)), "FULLY_CORROBORATED",
    )  # fmt: skip


def relationships(world: World, one: Entity) -> Iterator[Row]:
    """The records in which the entity is the start: who consolidates, manages or heads it."""
    for field in _KINDS:
        other = getattr(one, field)
        if other is not None:
            yield relationship(world, one, field, other)


def relationship(world: World, one: Entity, field: str, other: int, *, ended: date | None = None) -> Row:
    """One record; ``ended``: it is over since that day, and was updated then."""
    chance = Draw(world.seed, field, one.number)
    begins = date(2012 + chance.below(13), 1, 1)
    registered = "RETIRED" if ended else "LAPSED" if chance.happens(0.29) else "PUBLISHED"
    return (
        world.lei(one.number), "LEI", world.lei(other), "LEI", _KINDS[field], "INACTIVE" if ended else "ACTIVE",
        "2025-01-01T00:00:00Z", "2025-12-31T00:00:00Z", "ACCOUNTING_PERIOD",
        _time(begins), _time(ended) if ended else "", "RELATIONSHIP_PERIOD",
        _time(begins + timedelta(days=200)), _time(ended or one.updated), registered,
        _time(one.updated + timedelta(days=365)), "ENTITY_SUPPLIED_ONLY",
    )  # fmt: skip


def exceptions(world: World, one: Entity) -> Iterator[Row]:
    """Why the entity names no parent, for each kind of parent."""
    if one.parent is not None or one.category == "BRANCH":
        return
    chance = Draw(world.seed, "exceptions", one.number)
    reason = _REASONS.draw(chance)
    lei = world.lei(one.number)
    for what in ("DIRECT", "ULTIMATE"):
        yield lei, f"{what}_ACCOUNTING_CONSOLIDATION_PARENT", reason, ""


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
