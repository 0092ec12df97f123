"""DR Congo: the register of beneficial owners of ITIE-RDC (mining), as harvested into JSON with its French columns.

What is decided here:
- Shares are fractions of one, rounded as printed (0.0108). A zero is a cell nobody filled in, for the register would
  not name an owner of nothing: the share is undisclosed. Votes are zero nearly everywhere and then not said.
- Beneficial owners may hold directly or through others and one chain is printed flat, so that a company's owners come
  to far more than all of it: directness is unknown.
- The nationality is a French adjective ("CHINOISE", "CHINOSE", "INDIA"); what is not in the table here is no seat.
  "CONGOLAISE" in the register of the DR Congo is CD; a residence "CONGO" may be either and is none.
- An owner that is a company by its name (CO.LTD, SARL, LIMITED, TRUST) is one, with its nationality as incorporation;
  "AUTRES" (others) is an unknown holder. Persons are one within their company alone: the same person is spelt in two
  ways, and two persons in one.
- The tax number (NIF) names a company in this source alone. Days are day/month/year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cypher.quantity import UNDISCLOSED, Share
from cypher.vocabulary import Kind
from ingest.jurisdictions import jurisdiction
from ingest.reading import slashed_day, utc_day
from ingest.reading_json import objects, text_of
from ingest.records import Complete, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source
from ingest.sources._sheet_figures import share

ID = "drc_bo"
_NATIONALITIES = {
    "chinoise": "CN", "chinose": "CN", "indienne": "IN", "india": "IN", "congolaise": "CD", "congolaise (rdc)": "CD",
    "canadienne": "CA", "libanaise": "LB", "belge": "BE", "taiwanaise": "TW", "grecque": "GR", "sud africaine": "ZA",
    "turque": "TR", "anglaise": "GB", "britannique": "GB", "sénégalaise": "SN", "française": "FR", "américaine": "US",
    "israélienne": "IL", "rwandaise": "RW", "suisse": "CH", "australienne": "AU",
}  # fmt: skip
_RESIDENCES = {
    "r.d. congo": "CD", "rdc": "CD", "congo": "", "inde": "IN", "chine": "CN", "yunnan": "CN", "dubaï": "AE",
    "chine, hong kong": "HK", "royaume uni": "GB", "sénégal": "SN",
}  # fmt: skip
_COMPANY = re.compile(r"(?i)\b(?:co\.?,? ?ltd|ltd|limited|sarl|sprl|sa|plc|inc|gerco|trust|group|holding)\b\.?")


def read(path: Path) -> Iterator[Record]:
    """Companies, their owners and what each holds."""
    for found in objects(path):
        if isinstance(found, Refused):
            yield found
            continue
        companies, harvested = found.value.get("companies"), found.value.get("harvested")
        if not isinstance(companies, list) or "export_stamp" not in found.value:
            raise BadFile(path, "no export of this register (companies, export_stamp)", where=found.where)
        published = utc_day(harvested) if isinstance(harvested, str) else None
        for number, company in enumerate(companies, 1):
            yield from _company(f"company {number}", company, published)


def _company(where: str, company: Any, published: date | None) -> Iterator[Record]:
    if not isinstance(company, dict) or not text_of(company, "name") or not text_of(company, "nif"):
        yield Refused(where, "a company without a name or a tax number", raw=str(company))
        return
    owners, nif = company.get("owners"), text_of(company, "nif").upper()
    subject, acronym = Identifier(ID, nif), text_of(company, "acronym")
    country = text_of(company, "country")
    seats = (Seat("incorporation", "CD", stated=country),) if country == "RDC" else ()
    yield PartyRecord(
        nif, subject, "company", text_of(company, "name"), other_names=(acronym,) if acronym else (), seats=seats,
        published=published, url=SOURCE.url,
    )  # fmt: skip
    refused, seen = False, set[str]()
    for number, owner in enumerate(owners if isinstance(owners, list) else [], 1):
        try:
            key = f"{nif}/{' '.join(text_of(owner, 'name').casefold().split())}"
            if key in seen:
                raise ValueError("an owner is named twice")
            seen.add(key)
            records = list(_owner(key, nif, owner, published))
        except ValueError as wrong:
            refused = True
            yield Refused(f"{where}, owner {number}", str(wrong), record=nif, raw=str(owner))
            continue
        yield from records
    if not refused:
        yield Complete(nif)


def _owner(key: str, nif: str, owner: Any, published: date | None) -> Iterator[Record]:
    if not isinstance(owner, dict) or not (name := text_of(owner, "name")):
        raise ValueError("an owner without a name")
    kind: Kind = "unknown" if name.casefold() == "autres" else "company" if _COMPANY.search(name) else "person"
    holder = Identifier(ID, key)
    votes = _share(owner.get("pct_voting_raw"))
    yield PartyRecord(
        key, holder, kind, name, seats=tuple(_seats(owner, kind)), published=published, url=SOURCE.url,
        stated=text_of(owner, "nationality_fr"),
    )  # fmt: skip
    yield InterestRecord(
        record=f"{key}:holds",
        holder=holder,
        subject=Identifier(ID, nif),
        shares=_share(owner.get("pct_shares_raw")) or UNDISCLOSED,
        votes=votes,
        directness="unknown",
        valid_from=slashed_day(text_of(owner, "acquired")),
        scope=nif,
        published=published,
        url=SOURCE.url,
        stated=f"% des actions {owner.get('pct_shares_raw')}, % des droits de vote {owner.get('pct_voting_raw')}",
    )


def _share(value: Any) -> Share | None:
    """A fraction of one; None for a zero and for nothing."""
    text = "" if value is None or isinstance(value, bool) else str(value)
    if not text or re.fullmatch(r"0(\.0*)?", text):
        return None
    return share(text, comma=False, is_exact=False, fraction=True)


def _seats(owner: Mapping[str, Any], kind: Kind) -> Iterator[Seat]:
    nationality, residence = text_of(owner, "nationality_fr"), text_of(owner, "residence")
    if (code := _NATIONALITIES.get(nationality.casefold())) and kind != "unknown":
        yield Seat("nationality" if kind == "person" else "incorporation", code, stated=nationality)
    lives = _RESIDENCES.get(residence.casefold())
    code = lives if lives is not None else jurisdiction(residence)
    if code and kind == "person":
        yield Seat("residence", code, stated=residence)


SOURCE = Source(
    id=ID,
    title="DR Congo: beneficial owners of mining companies (ITIE-RDC)",
    publisher="ITIE-RDC",
    url="https://www.itierdc.net/donnees/",
    licence="None stated; public statutory register, attribution to itierdc.net",
    grade="A",
    rank=3,
    figures="rounded",
    promised_age_days=400,
    files=("drc_*.json*", "*itie*.json*"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, fill={"name": 100}),
)
