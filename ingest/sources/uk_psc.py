"""UK Companies House, people with significant control (PSC): the snapshot's JSON lines, and per-company bundles.

A snapshot line is ``{company_number, data}``; a bundle is ``{company_number, profile, pscs, psc_statements}`` and
whole: it ends with ``Complete`` for its company, unless an entry was refused or a page is missing.

What is decided here:
- Directness is always "unknown": the law asks for stakes held "directly or indirectly".
- Only a bundle says what the company is called. A snapshot line names it by number alone: no party record is made of
  that, so that no nameless description replaces a good one; other sources describe the company.
- An entry is (company, id in its own link), else its etag, else a digest of what identifies its holder.
- ``ceased_on`` ends the stake. An end before the beginning, or in a year that nobody lives to see, is a misprint in the
  day, not in the fact: the claim is closed without a date.
- A statement ("no person with significant control", ...) or exemption is a notice. It clears nobody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ingest.identifiers import gb_coh
from ingest.reading import utc_day
from ingest.reading_json import Located, objects
from ingest.records import Closed, Complete, Identifier, InterestRecord, NoticeRecord, Record, Refused
from ingest.source import Asserts, BadFile, Source
from ingest.sources._psc_natures import holding
from ingest.sources._psc_parties import REGISTER, company, holder, text

_STATEMENT = "persons-with-significant-control-statement"
_TOTALS = "totals#persons-of-significant-control-snapshot"
_TOTAL_KEYS = {
    "persons_of_significant_control_count": "entry",
    "statements_count": "statement",
    "exemptions_count": "exemptions",
}
_WHOLE_SNAPSHOT = re.compile(r"(?i)persons-with-significant-control-snapshot-\d{4}-\d{2}-\d{2}\.(?:txt|zip|json|gz).*")
_PART = re.compile(r"(?i)_\d+of(?!1\.)\d+\.")
_LAST_YEAR = 2100


def read(path: Path) -> Iterator[Record]:
    """Holders, interests, notices and closures, in the order of the file."""
    seen = {"entry": 0, "statement": 0, "exemptions": 0}
    totals: Mapping[str, Any] | None = None
    broken = first = 0
    for found in objects(path):
        first += 1
        if isinstance(found, Refused):
            broken += 1
            yield found
            continue
        value, data = found.value, found.value.get("data")
        if "pscs" in value or "psc_statements" in value:
            yield from _bundle(found)
        elif isinstance(data, dict) and data.get("kind") == _TOTALS:
            totals = data
        elif isinstance(data, dict) and "company_number" in value:
            kind = text(data, "kind")
            seen["statement" if kind == _STATEMENT else "exemptions" if kind == "exemptions" else "entry"] += 1
            yield from _line(found, data)
        else:
            reason = f"neither a snapshot line nor a bundle: keys {', '.join(list(value)[:6])[:120]}"
            if first == 1:
                raise BadFile(path, reason, where=found.where, hint="Expected {company_number, data} lines or bundles.")
            yield Refused(found.where, reason, raw=found.raw)
    _check(path, seen, totals, broken)


def _check(path: Path, seen: Mapping[str, int], totals: Mapping[str, Any] | None, broken: int) -> None:
    hint = "The snapshot is truncated: fetch it again."
    if totals is None:
        if _WHOLE_SNAPSHOT.fullmatch(path.name):
            raise BadFile(path, "the snapshot's last line (the totals) is missing", hint=hint)
        return
    if broken or _PART.search(path.name):
        return  # the totals are those of all parts together
    for key, kind in _TOTAL_KEYS.items():
        if isinstance(totals.get(key), int) and totals[key] != seen[kind]:
            raise BadFile(path, f"{seen[kind]} records where the last line says {key} {totals[key]}", hint=hint)


def _line(found: Located, data: Mapping[str, Any]) -> Iterator[Record]:
    number = gb_coh(text(found.value, "company_number"))
    if number is None:
        yield Refused(found.where, f"not a company number: {text(found.value, 'company_number')[:40]!r}", raw=found.raw)
        return
    kind = text(data, "kind")
    read_entry = _statement if kind == _STATEMENT else _exemptions if kind == "exemptions" else _entry
    try:
        yield from list(read_entry(number, data))
    except ValueError as wrong:
        yield Refused(found.where, str(wrong), record=_record(number, data), raw=found.raw)


def _bundle(found: Located) -> Iterator[Record]:
    number = gb_coh(text(found.value, "company_number"))
    if number is None:
        yield Refused(found.where, f"not a company number: {text(found.value, 'company_number')[:40]!r}", raw=found.raw)
        return
    refused = False
    if isinstance(profile := found.value.get("profile"), dict):
        try:
            yield company(number.value, profile)
        except ValueError as wrong:
            yield Refused(found.where, str(wrong), record=number.value, raw=found.raw)
    for section, read_entry in (("pscs", _entry), ("psc_statements", _statement)):
        for at, data in enumerate(_items(found.value, section)):
            try:
                if not isinstance(data, dict):
                    raise ValueError("not a JSON object")
                yield from list(read_entry(number, data))
            except ValueError as wrong:
                refused = True
                record = _record(number, data) if isinstance(data, dict) else None
                yield Refused(f"{found.where}, {section}.items[{at}]", str(wrong), record=record, raw=found.raw)
    if not refused and _whole(found.value.get("pscs")):
        yield Complete(number.key)


def _items(bundle: Mapping[str, Any], section: str) -> list[Any]:
    items = bundle[section].get("items") if isinstance(bundle.get(section), dict) else None
    return items if isinstance(items, list) else []


def _whole(section: object) -> bool:
    """Whether the list of entries is there and is not one page of several."""
    if not isinstance(section, dict) or not isinstance(section.get("items"), list):
        return False
    total = section.get("total_results")
    return not isinstance(total, int) or total <= len(section["items"])


def _entry(number: Identifier, data: Mapping[str, Any]) -> Iterator[Record]:
    record = _record(number, data)
    party = holder(number.value, record, data)
    natures = data.get("natures_of_control") or []
    if not isinstance(natures, list) or not all(isinstance(nature, str) for nature in natures):
        raise ValueError("natures_of_control is not a list of texts")
    has = holding(natures)
    begins = utc_day(text(data, "notified_on"))
    over, ends = _end(data, begins)
    if over and ends is None:
        yield Closed(record)
        return
    yield party
    if not (has.shares or has.votes or has.profits or has.rights):
        yield NoticeRecord(record, number, natures[0], begins, ends, url=party.url, stated=", ".join(natures))
        return
    yield InterestRecord(
        record=record,
        holder=party.id,
        subject=number,
        shares=has.shares,
        votes=has.votes,
        profits=has.profits,
        rights=has.rights,
        directness="unknown",
        capacity=has.capacity,
        valid_from=begins,
        valid_to=ends,
        scope=number.key,
        url=party.url,
        stated=", ".join(natures) or "natures of control not disclosed",
    )


def _statement(number: Identifier, data: Mapping[str, Any]) -> Iterator[Record]:
    code = text(data, "statement")
    if not code:
        raise ValueError("a statement without words")
    record, begins = _record(number, data), utc_day(text(data, "notified_on"))
    over, ends = _end(data, begins)
    if over and ends is None:
        yield Closed(record)
        return
    linked = text(data, "linked_psc_name")
    stated = f"{code} ({linked})" if linked else code
    yield NoticeRecord(record, number, code, begins, ends, url=_page(number), stated=stated)


def _exemptions(number: Identifier, data: Mapping[str, Any]) -> Iterator[Record]:
    kinds = data.get("exemptions")
    if not isinstance(kinds, dict):
        raise ValueError("exemptions without a list")
    for kind, exemption in kinds.items():
        code = text(exemption, "exemption_type") or kind.replace("_", "-")
        items = exemption.get("items") if isinstance(exemption, dict) else None
        for item in items if isinstance(items, list) else [{}]:
            begins, ends = utc_day(text(item, "exempt_from")), utc_day(text(item, "exempt_to"))
            record = f"{number.value}/exemptions/{kind}/{begins or ''}"
            yield NoticeRecord(record, number, code, begins, ends, url=_page(number), stated=code)


def _end(data: Mapping[str, Any], begins: date | None) -> tuple[bool, date | None]:
    """Whether it is over, and since when if that day can be believed."""
    words = text(data, "ceased_on")
    if not words:
        return data.get("ceased") in (True, 1, "1", "true"), None
    try:
        ends = utc_day(words)
    except ValueError:
        return True, None
    doubtful = ends is None or ends.year > _LAST_YEAR or (begins is not None and ends < begins)
    return True, None if doubtful else ends


def _page(number: Identifier) -> str:
    return f"{REGISTER}{number.value}/persons-with-significant-control"


def _record(number: Identifier, data: Mapping[str, Any]) -> str:
    links = data.get("links")
    if isinstance(links, list) and links:
        links = links[0]
    if own := text(links, "self").rstrip("/").rpartition("/")[2]:
        return f"{number.value}/{own}"
    if etag := text(data, "etag"):
        return f"{number.value}/etag-{etag}"
    born, identified = data.get("date_of_birth"), data.get("identification")
    lasting = (
        *(text(data, key) for key in ("kind", "statement", "name", "notified_on")),
        text(born, "year"),
        text(born, "month"),
        text(identified, "registration_number"),
    )
    return f"{number.value}/digest-{hashlib.sha256(chr(31).join(lasting).encode()).hexdigest()[:24]}"


SOURCE = Source(
    id="uk_psc",
    title="UK register of people with significant control",
    publisher="Companies House",
    url="https://download.companieshouse.gov.uk/en_pscdata.html",
    licence="OGL-UK-3.0",
    grade="A",
    rank=1,
    figures="bands",
    promised_age_days=14,
    files=(
        "persons-with-significant-control-snapshot-*", "psc-snapshot-*", "psc_bundles/*.json", "[0-9]*.json",
        "[A-Z][A-Z][0-9]*.json",
    ),
    read=read,
    asserts=Asserts(minimum={}, fill={"name": 100}),
)  # fmt: skip
