"""A company of the UK register, from a row of its monthly product or a profile of its API.

- The number says what it is: of a company formed in the UK the incorporation is GB. FC, OE, SF, NF, ... are companies
  of elsewhere that registered here: their country of origin is their incorporation. A UK number with another country of
  origin contradicts itself, and no incorporation is said.
- The registered address is a seat as stated; without a country it is in the UK for companies formed here, by law.
- Only "dissolved" ends a company, on its day. A "closed" or "removed" registration of a foreign company ends that
  registration, and what is "converted-closed" lives on as another legal form: neither day is a death.
- BR is a UK establishment: a branch of the foreign company that registered it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.identifiers import gb_coh, uk_incorporated
from ingest.jurisdictions import jurisdiction
from ingest.reading import utc_day
from ingest.records import BranchRecord, Identifier, PartyRecord, Record, Seat

REGISTER = "https://find-and-update.company-information.service.gov.uk/company/"
_HERE = "Companies House"
_DEAD = "dissolved"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is said of one company. Countries are the register's words; ``ended`` is the day beside ``status``."""

    number: Identifier
    name: str
    status: str = ""
    ended: date | None = None
    former: tuple[str, ...] = ()
    origin: str = ""
    address_country: str = ""
    head: str = ""
    stated: str = ""
    published: date | None = None
    version: int = 0


def of_api(number: Identifier, data: Mapping[str, Any], published: date | None = None, version: int = 0) -> Profile:
    """The profile as the API, the stream and bundles give it. ValueError without a name or for a date that is none."""
    name = text(data, "company_name")
    if not name:
        raise ValueError("the profile has no company_name")
    former = data.get("previous_company_names")
    foreign, registry = data.get("foreign_company_details"), None
    if isinstance(foreign, dict):
        registry = foreign.get("originating_registry")
    registered = (
        ("registered in", text(registry, "country")),
        ("with", text(registry, "name")),
        ("as", text(foreign, "registration_number")),
    )
    return Profile(
        number=number,
        name=name,
        status=text(data, "company_status"),
        ended=day(data.get("date_of_cessation") or data.get("date_of_dissolution")),
        former=tuple(other for one in (former if isinstance(former, list) else ()) if (other := text(one, "name"))),
        origin=text(registry, "country"),
        address_country=text(data.get("registered_office_address"), "country"),
        head=text(data.get("branch_company_details"), "parent_company_number"),
        stated=" ".join(f"{word} {value}" for word, value in registered if value),
        published=published,
        version=version,
    )


def records(told: Profile) -> Iterator[Record]:
    """The party, and of an establishment the company that it belongs to."""
    number = told.number.value
    home = uk_incorporated(number)
    head = gb_coh(told.head) if number.startswith("BR") else None
    status = " ".join(told.status.lower().replace("-", " ").split())
    url = f"{REGISTER}{number}"
    yield PartyRecord(
        record=number,
        id=told.number,
        kind="branch" if number.startswith("BR") else "company",
        name=told.name,
        other_names=tuple(dict.fromkeys(told.former)),
        seats=tuple(_seats(told, home)),
        status=status or None,
        dissolved_on=told.ended if home and status == _DEAD else None,
        published=told.published,
        version=told.version,
        url=url,
        stated=told.stated,
    )
    if head is not None and not uk_incorporated(head.value):
        yield BranchRecord(
            record=f"{number}/branch",
            branch=told.number,
            head=head,
            published=told.published,
            version=told.version,
            url=url,
            stated=f"UK establishment of {head.value}",
        )


def text(data: object, key: str) -> str:
    """The text of a field; whole numbers are text to us, everything else is ""."""
    value = data.get(key) if isinstance(data, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def day(value: object) -> date | None:
    """A date as ISO text or as [2016, 1, 1]. ValueError for one that is none."""
    if isinstance(value, list) and len(value) == 3 and all(isinstance(part, int) for part in value):
        value = f"{value[0]:04}-{value[1]:02}-{value[2]:02}"
    return utc_day(value) if isinstance(value, str) else None


def _seats(told: Profile, home: bool) -> Iterator[Seat]:
    if told.address_country:
        if code := country_of(told.address_country):
            yield Seat("registered", code, told.address_country)
    elif home:
        yield Seat("registered", "GB", _HERE)
    origin = country_of(told.origin)
    if home and origin in (None, "GB"):
        yield Seat("incorporation", "GB", told.origin if origin else _HERE)
    elif not home and origin:
        yield Seat("incorporation", origin, told.origin)


def country_of(words: str) -> str | None:
    """The country; the parts of the UK are GB."""
    code = jurisdiction(words) if words else None
    return "GB" if code and code.startswith("GB-") else code
