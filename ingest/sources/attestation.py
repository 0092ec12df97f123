"""A customer's signed statement of where it sits and who holds it: ``controlpath template attestation [--schema]``.

What is decided here:
- It is the word of the interested party, so it is of grade C: it can make a restriction possible (a holder or a seat
  that it admits), and it never makes one certain and never clears anybody. It is of the lowest rank: what any other
  source says of the same holder, or firmly of the seat, takes its place without anybody revoking it.
- It ends twelve months after it was signed, and at once where ``revoked_on`` says so.
- A later statement of the same customer replaces what the earlier one says of the same holder, whichever is read first.
  A holder that it no longer names is not ended by silence: that claim lapses with its own twelve months.
- Figures are exact: the signatory knows them. All holders' shares of more than 100 % refuse the statement, and so does
  a key that the schema does not know or that is there twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from cypher.quantity import WHOLE, Share, exact, parse_percent
from cypher.vocabulary import METRICS, Kind, SeatKind
from ingest.jurisdictions import iso
from ingest.reading import utc_day
from ingest.reading_json import Located, objects
from ingest.records import Closed, Identifier, InterestRecord, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source
from ingest.sources._sheet_parties import named_identifier

ID = "attestation"
FORMAT = "controlpath-attestation/1"
MONTHS = 12
_KEYS = {"format", "customer_ref", "signed_on", "signed_by", "revoked_on", "party", "holders", "evidence"}
_PARTY_KEYS = {"name", "id", "seats"}
_HOLDER_KEYS = {"name", "id", "kind", "seat", "since", "until", *METRICS}
_KINDS: tuple[Kind, ...] = ("company", "person", "state", "unknown")


def read(path: Path) -> Iterator[Record]:
    """The party with its seats, each holder and what it holds; a revoked statement closes what it had said."""
    first = True
    for found in objects(path):
        if isinstance(found, Refused):
            yield found
            continue
        if first and found.value.get("format") != FORMAT:
            hint = "controlpath template attestation prints one."
            raise BadFile(path, f"no attestation: its format is not {FORMAT!r}", where=found.where, hint=hint)
        first = False
        try:
            records = _statement(found)
        except ValueError as wrong:
            ref = found.value.get("customer_ref")
            yield Refused(found.where, str(wrong), record=str(ref)[:100] if ref else None, raw=found.raw)
            continue
        yield from records


def _statement(found: Located) -> list[Record]:
    said = _known(found.value, _KEYS, "the statement")
    if said.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT!r}")
    ref, signed = _text(said, "customer_ref", 100), _day(said, "signed_on")
    signatory = _known(said.get("signed_by"), {"name", "role", "place"}, "signed_by")
    if signed is None or signed > datetime.now(UTC).date():
        raise ValueError("no day on which it was signed" if signed is None else f"signed in the future: {signed}")
    by = f"{_text(signatory, 'name')}, {_text(signatory, 'role')}"
    evidence = _text(said, "evidence", 1_000) if "evidence" in said else ""
    stated = "; ".join(part for part in (f"Signed by {by} on {signed}", evidence) if part)
    link = evidence if re.fullmatch(r"https?://\S+", evidence) else None
    party, holders = _known(said.get("party"), _PARTY_KEYS, "party"), said.get("holders")
    if not isinstance(holders, list) or not isinstance(party.get("seats"), list):
        raise ValueError("no list of holders or of seats")
    until = _expiry(signed)
    subject = _identifier(party, ref)
    seats = tuple(Seat("self_statement", _place(code), str(code), signed, until) for code in party["seats"])
    records: list[Record] = [
        PartyRecord(
            ref, subject, "company", _text(party, "name"), seats=seats, published=signed, url=link, stated=stated
        )
    ]
    for number, item in enumerate(holders):
        holder = _known(item, _HOLDER_KEYS, f"holders[{number}]")
        records += _holder(holder, ref, subject, signed, until, stated, link)
    names = [one.record for one in records if isinstance(one, PartyRecord | InterestRecord)]
    if len(set(names)) != len(names):
        raise ValueError("a holder is named twice: add what it holds up")
    _at_most_all(records)
    revoked = _day(said, "revoked_on")
    return records if revoked is None else [_withdrawn(one, revoked, signed) for one in records]


def _holder(
    item: dict[str, Any], ref: str, subject: Identifier, signed: date, until: date, stated: str, link: str | None
) -> Iterator[Record]:
    kind = next((kind for kind in _KINDS if kind == item.get("kind")), None)
    if kind is None:
        raise ValueError(f"unknown kind of holder {str(item.get('kind'))[:40]!r}")
    name = _text(item, "name")
    id_ = _identifier(item, f"{ref}/{' '.join(name.casefold().split())}")
    seat_kind: SeatKind = "residence" if kind == "person" else "self_statement"
    code = item.get("seat")
    seats = () if code is None else (Seat(seat_kind, _place(code), str(code), signed, until),)
    yield PartyRecord(f"{ref}:{id_.key}", id_, kind, name, seats=seats, published=signed, url=link, stated=stated)
    begins, ends = _day(item, "since"), _day(item, "until")
    figures = {metric: _figure(item[metric]) for metric in METRICS if metric in item}
    if begins and ends and ends < begins:
        raise ValueError(f"{name!r}: until is before since")
    if begins and begins > signed:
        raise ValueError(f"{name!r} holds from a day after the signature")
    yield InterestRecord(
        record=f"{ref}:{id_.key}:holds",
        holder=id_,
        subject=subject,
        shares=figures.get("shares", None if figures else Share(0, WHOLE)),
        votes=figures.get("votes"),
        profits=figures.get("profits"),
        valid_from=begins,
        valid_to=min(ends, until) if ends else until,
        scope=ref,
        published=signed,
        url=link,
        stated=stated,
    )


def _at_most_all(records: list[Record]) -> None:
    interests = [one for one in records if isinstance(one, InterestRecord)]
    for metric in METRICS:
        if sum(held.low for one in interests if (held := getattr(one, metric))) > WHOLE:
            raise ValueError(f"the holders' {metric} come to more than 100 %")


def _withdrawn(record: Record, on: date, signed: date) -> Record:
    if isinstance(record, InterestRecord):
        return Closed(record.record, on, published=max(on, signed))
    if isinstance(record, PartyRecord):
        ended = tuple(replace(seat, valid_to=max(min(on, seat.valid_to or on), signed)) for seat in record.seats)
        return replace(record, seats=ended, published=max(on, signed))
    return record


def _identifier(item: dict[str, Any], otherwise: str) -> Identifier:
    if "id" in item:
        return named_identifier(_text(item, "id", 200))
    return Identifier(ID, otherwise)


def _expiry(signed: date) -> date:
    try:
        return signed.replace(year=signed.year + MONTHS // 12)
    except ValueError:  # signed on 29 February
        return date(signed.year + MONTHS // 12, 3, 1)


def _figure(value: Any) -> Share:
    """ "51", "46.7" or "510/1000" (a count over all)."""
    text = value if isinstance(value, str) else str(value) if type(value) is int else ""
    if match := re.fullmatch(r"(\d{1,18})/(\d{1,18})", text):
        if not int(match[2]):
            raise ValueError(f"not a share: {text!r}")
        return exact(Fraction(int(match[1]), int(match[2])) * 100)
    if not re.fullmatch(r"\d{1,3}(\.\d{1,30})?", text):
        raise ValueError(f"not an exact percentage: {str(value)[:40]!r}")
    return exact(parse_percent(text))


def _place(value: Any) -> str:
    code = iso(value) if isinstance(value, str) and value == value.upper() else None
    if code is None:
        raise ValueError(f"not an ISO 3166 code: {str(value)[:40]!r}")
    return code


def _day(item: dict[str, Any], key: str) -> date | None:
    value = item.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"(18|19|20|21)\d\d-\d\d-\d\d", value):
        raise ValueError(f"{key} is no day (YYYY-MM-DD): {str(value)[:40]!r}")
    return utc_day(value)


def _text(item: dict[str, Any], key: str, longest: int = 300) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise ValueError(f"no {key}" if not value else f"{key} is no text of at most {longest} characters")
    return " ".join(value.split())


def _known(item: Any, keys: set[str], where: str) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise ValueError(f"{where} is no object")
    if unknown := [key for key in item if key not in keys]:
        raise ValueError(f"{where} has an unknown key {unknown[0][:40]!r}")
    return item


SOURCE = Source(
    id=ID,
    title="Customers' signed statements of seat and holders",
    publisher="The customer who signed",
    url="https://www.fatf-gafi.org/en/publications/Fatfrecommendations/Guidance-Beneficial-Ownership-Legal-Persons.html",
    licence="The customer's, given to you",
    grade="C",
    rank=9,
    figures="exact",
    promised_age_days=366,
    files=("*.json", "*.jsonl"),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, max_refused=0),
)
