"""UK companies as Companies House publishes them: the company data as CSV, the PSC snapshot as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from workers.generate import names
from workers.generate.draw import Draw, Weighted
from workers.generate.plan import DAY, Band, Entry, World

_NAMES = [f" PreviousName_{n}.{what}" for n in range(1, 11) for what in ("CONDATE", "CompanyName")]
COMPANIES = (
    "CompanyName", " CompanyNumber", "RegAddress.CareOf", "RegAddress.POBox", "RegAddress.AddressLine1",
    " RegAddress.AddressLine2", "RegAddress.PostTown", "RegAddress.County", "RegAddress.Country", "RegAddress.PostCode",
    "CompanyCategory", "CompanyStatus", "CountryOfOrigin", "DissolutionDate", "IncorporationDate",
    "Accounts.AccountRefDay", "Accounts.AccountRefMonth", "Accounts.NextDueDate", "Accounts.LastMadeUpDate",
    "Accounts.AccountCategory", "Returns.NextDueDate", "Returns.LastMadeUpDate", "Mortgages.NumMortCharges",
    "Mortgages.NumMortOutstanding", "Mortgages.NumMortPartSatisfied", "Mortgages.NumMortSatisfied",
    "SICCode.SicText_1", "SICCode.SicText_2", "SICCode.SicText_3", "SICCode.SicText_4",
    "LimitedPartnerships.NumGenPartners", "LimitedPartnerships.NumLimPartners", "URI", *_NAMES, "ConfStmtNextDueDate",
    " ConfStmtLastMadeUpDate",
)  # fmt: skip
"""The header as it is published; some names begin with a blank."""
_STATUS = Weighted(("Active", 92), ("Active - Proposal to Strike off", 5), ("Liquidation", 3))
_NATIONALITIES = Weighted(
    (("British", "England"), 78), (("Irish", "Ireland"), 2), (("Indian", "England"), 3), (("Romanian", "England"), 3),
    (("Chinese", "China"), 1.2), (("Chinese", "England"), 0.8), (("American", "United States"), 2),
    (("French", "France"), 1.5), (("German", "Germany"), 1.5), (("Pakistani", "England"), 2),
    (("Russian", "Russia"), 0.2), (("Hong Konger", "Hong Kong"), 0.6), (("Emirati", "United Arab Emirates"), 0.3),
)  # fmt: skip
_STATES = ("Secretary Of State For Transport", "The Crown Estate Commissioners", "Borough Council", "Welsh Ministers")
_COUNTRIES = {
    "US": "United States", "IE": "Ireland", "JE": "Jersey", "NL": "Netherlands", "DE": "Germany", "LU": "Luxembourg",
    "VG": "British Virgin Islands", "IM": "Isle Of Man", "GG": "Guernsey", "FR": "France", "HK": "Hong Kong",
    "CN": "China", "KY": "Cayman Islands", "AE": "United Arab Emirates", "IN": "India", "CH": "Switzerland",
    "RU": "Russia", "IR": "Iran",
}  # fmt: skip


def row(world: World, uk: int) -> tuple[str, ...]:
    """A line of the company data."""
    chance = Draw(world.seed, "company", uk)
    number = world.number(uk)
    born = DAY - timedelta(days=100 + chance.below(12_000))
    kind = "Limited Liability Partnership" if number.startswith("OC") else "Private Limited Company"
    former = f"{number} {world.uk_name(uk)}" if chance.happens(0.08) else ""
    return (
        world.uk_name(uk), number, "", "", names.street(chance), "", chance.one_of(names.TOWNS), "", "United Kingdom",
        names.postcode(chance), kind, _STATUS.draw(chance), "United Kingdom", "", _day(born), "31", "12",
        _day(DAY + timedelta(days=chance.below(360))), "", "MICRO ENTITY", "", "", "0", "0", "0", "0",
        "70100 - Activities of head offices", "", "", "", "0", "0",
        f"http://business.data.gov.uk/id/company/{number}",
        _day(born + timedelta(days=90)) if former else "", former, *("" for _ in range(18)),
        _day(DAY + timedelta(days=chance.below(360))), "",
    )  # fmt: skip


def lines(world: World, uk: int) -> Iterator[dict[str, Any]]:
    """The lines of the snapshot about one company."""
    entries = world.entries(uk)
    number = world.number(uk)
    for entry in entries:
        yield {"company_number": number, "data": data(world, uk, entry)}
    if all(entry.ceased for entry in entries) and world.statement(uk):
        chance = Draw(world.seed, "none", uk)
        yield {
            "company_number": number,
            "data": {
                "etag": chance.token(40),
                "kind": "persons-with-significant-control-statement",
                "links": {
                    "self": f"/company/{number}/persons-with-significant-control-statements/{chance.token()}",
                },
                "notified_on": date(2016 + chance.below(9), 4, 6).isoformat(),
                "statement": "no-individual-or-entity-with-signficant-control",
            },
        }


def totals(entries: int, statements: int) -> dict[str, Any]:
    """The last line of a snapshot."""
    return {
        "data": {
            "kind": "totals#persons-of-significant-control-snapshot",
            "persons_of_significant_control_count": entries,
            "statements_count": statements,
            "exemptions_count": 0,
            "generated_at": f"{DAY.isoformat()}T03:10:00Z",
        }
    }


def data(world: World, uk: int, entry: Entry, *, version: int = 0) -> dict[str, Any]:
    """An entry as the snapshot and the stream give it; ``version`` changes its etag as every change does."""
    chance = Draw(world.seed, f"entry{entry.number}", uk)
    number, own = world.number(uk), chance.token()
    found: dict[str, Any] = {
        "etag": Draw(world.seed, f"etag{version}:{entry.number}", uk).token(40),
        "kind": f"{entry.kind}-person-with-significant-control",
        "links": {"self": f"/company/{number}/persons-with-significant-control/{entry.kind}/{own}"},
        "natures_of_control": natures(entry.band, chance, through=entry.through),
        "notified_on": entry.notified.isoformat(),
    }
    if entry.ceased:
        found |= {"ceased": True, "ceased_on": entry.ceased.isoformat()}
    if entry.kind == "super-secure":
        return found | {"description": "super-secure-persons-with-significant-control"}
    country = "England"
    if entry.kind == "individual":
        forename, surname = names.person(chance)
        nationality, country = _NATIONALITIES.draw(chance)
        found |= {
            "name": f"{chance.one_of(('Mr', 'Mrs', 'Ms'))} {forename} {surname}",
            "name_elements": {"forename": forename, "surname": surname},
            "nationality": nationality,
            "country_of_residence": country,
            "date_of_birth": {"month": 1 + chance.below(12), "year": 1935 + chance.below(72)},
        }
    elif entry.kind == "legal-person":
        found |= {
            "name": chance.one_of(_STATES),
            "identification": {"legal_authority": "Statute", "legal_form": "Body"},
        }
    elif entry.owner is not None:
        registered = world.number(entry.owner)
        found |= {
            "name": world.uk_name(entry.owner).title(),
            "identification": {
                "country_registered": chance.one_of(("England", "United Kingdom", "England And Wales", "Uk")),
                "legal_authority": "Companies Act 2006",
                "legal_form": "Limited Company",
                "place_registered": "Companies House",
                # As people type it: now and then without its zeros.
                "registration_number": registered.lstrip("0") if chance.happens(0.1) else registered,
            },
        }
    else:
        country = _COUNTRIES[entry.country]
        found |= {
            "name": names.company(chance, entry.country),
            "identification": {
                "country_registered": country,
                "legal_authority": f"Laws Of {country}",
                "legal_form": "Limited Company",
                "place_registered": f"{country} Registry",
                "registration_number": str(1_000_000 + chance.below(9_000_000)),
            },
        }
    found["address"] = {
        "address_line_1": names.street(chance), "country": country, "locality": chance.one_of(names.TOWNS),
        "postal_code": names.postcode(chance),
    }  # fmt: skip
    return found


def natures(band: Band | None, chance: Draw, *, through: bool = False) -> list[str]:
    """What is held: shares and mostly votes alike, and with a majority mostly the right to appoint directors."""
    if band is None:
        return ["significant-influence-or-control"]
    end = "-as-trust" if through else ""
    found = [f"ownership-of-shares-{band}-percent{end}"]
    if chance.happens(0.75):
        found.append(f"voting-rights-{band}-percent{end}")
    if band != "25-to-50" and chance.happens(0.6):
        found.append(f"right-to-appoint-and-remove-directors{end}")
    return found


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
