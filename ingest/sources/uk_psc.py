"""UK Companies House, people with significant control (PSC): everything in which the register publishes them.

| shape | |
|---|---|
| ``{company_number, data}`` | a line of the snapshot; its last line holds the totals |
| ``{resource_uri, data, event}`` | an event of the stream, in any order; then ``Position``, the last timepoint |
| ``{company_number, profile, pscs, psc_statements}`` | a bundle of one company |
| ``{items, links}``, ``{kind, links, ...}`` | the answers of the public API: a list, an entry |
| ``{pscs: [...], delta_at}``, ``{external_data}`` | the register's internal deltas and documents (``_psc_delta``) |

What is decided here:
- A bundle, or a list that says that it is one whole page, ends with ``Complete`` for its company, unless an entry was
  refused.
- Only a bundle says what the company is called. Everything else names it by number alone: no party record is made of
  that, so that no nameless description replaces a good one; other sources describe the company.
- Statements and exemptions have streams of their own, with timepoints of their own: they give no ``Position``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.identifiers import gb_coh
from ingest.reading_json import Located, objects
from ingest.records import Complete, Identifier, Position, Record, Refused
from ingest.source import Asserts, BadFile, Source
from ingest.sources._psc_delta import from_deletion, from_delta, from_document
from ingest.sources._psc_entries import EXEMPTIONS, STATEMENT, Resource, record_id, records, self_link, withdrawn
from ingest.sources._psc_stream import event, is_event, timepoint
from ingest.sources._uk_profile import of_api, text
from ingest.sources._uk_profile import records as profile_records

_TOTALS = "totals#persons-of-significant-control-snapshot"
_TOTAL_KEYS = {
    "persons_of_significant_control_count": "entry",
    "statements_count": "statement",
    "exemptions_count": "exemptions",
}
_WHOLE_SNAPSHOT = re.compile(r"(?i)persons-with-significant-control-snapshot-\d{4}-\d{2}-\d{2}\.(?:txt|zip|json|gz).*")
_PART = re.compile(r"(?i)_\d+of(?!1\.)\d+\.")
_PSC_STREAM, _STREAMS = "persons-with-significant-control", ("persons-with-significant-control-statements", EXEMPTIONS)
_LINK = re.compile(r"/company/([^/]+)/(?:persons-with-significant-control(?:-statements)?|exemptions)(?:/.+)?")


def read(path: Path) -> Iterator[Record]:
    """Holders, interests, notices and closures, in the order of the file."""
    seen = {"entry": 0, "statement": 0, "exemptions": 0}
    totals: Mapping[str, Any] | None = None
    broken = first = 0
    last: int | None = None
    for found in objects(path):
        first += 1
        if isinstance(found, Refused):
            broken += 1
            yield found
            continue
        value, data = found.value, found.value.get("data")
        if is_event(value):
            if f"/{_PSC_STREAM}/" in str(value["resource_uri"]) and (point := timepoint(value)) is not None:
                last = point if last is None else max(last, point)
            yield from _event(found)
        elif isinstance(data, dict) and data.get("kind") == _TOTALS:
            totals = data
        elif isinstance(data, dict) and "company_number" in value:
            kind = text(data, "kind")
            seen["statement" if kind == STATEMENT else EXEMPTIONS if kind == EXEMPTIONS else "entry"] += 1
            yield from _taken(found, lambda one: records(_resource(text(one, "company_number"), one["data"])), value)
        elif (reader := _other_shape(value)) is not None:
            yield from reader(found)
        else:
            reason = f"no shape of this register: keys {', '.join(list(value)[:6])[:120]}"
            if first == 1:
                hint = "Expected {company_number, data} lines, events of the PSC stream, or bundles."
                raise BadFile(path, reason, where=found.where, hint=hint)
            yield Refused(found.where, reason, raw=found.raw)
    _check(path, seen, totals, broken)
    if last is not None:
        yield Position(str(last))


def _other_shape(value: Mapping[str, Any]) -> Callable[[Located], Iterator[Record]] | None:
    if isinstance(value.get("pscs"), list):
        return _delta
    if "pscs" in value or "psc_statements" in value:
        return lambda found: _bundle(found, found.value)
    if value.get("action") == "DELETE" and "internal_id" in value:
        return lambda found: _taken(found, lambda one: withdrawn(from_deletion(one), party=True), found.value)
    if isinstance(value.get("external_data"), dict):
        return lambda found: _taken(found, lambda one: records(from_document(one)), found.value)
    if link := _LINK.fullmatch(self_link(value)):
        if isinstance(value.get("items"), list):
            section = "psc_statements" if "control-statements" in link[0] else "pscs"
            return lambda found: _bundle(found, {"company_number": link[1], section: found.value}, page=True)
        return lambda found: _taken(found, lambda one: records(_resource(link[1], one)), found.value)
    return None


def _taken(
    found: Located, read_one: Callable[[Mapping[str, Any]], list[Record]], value: Mapping[str, Any], where: str = ""
) -> Iterator[Record]:
    """What one resource says, all of it or a refusal."""
    try:
        yield from read_one(value)
    except ValueError as wrong:
        yield Refused(where or found.where, str(wrong), record=_name(value), raw=found.raw)


def _name(value: Mapping[str, Any]) -> str | None:
    """What a refused record is called, as far as can be told."""
    data = value.get("data", value)
    uri = text(value, "resource_uri") or (self_link(data) if isinstance(data, dict) else "")
    if match := re.fullmatch(r"/company/([^/]+)/.*?([^/]+)", uri.removesuffix("/full_record")):
        return f"{match[1]}/{match[2]}"
    number = gb_coh(text(value, "company_number"))
    return record_id(number, data) if number is not None and isinstance(data, dict) else None


def _number(words: str) -> Identifier:
    number = gb_coh(words)
    if number is None:
        raise ValueError(f"not a company number: {words[:40]!r}")
    return number


def _resource(number: str, data: Mapping[str, Any]) -> Resource:
    known = _number(number)
    return Resource(known, record_id(known, data), data)


def _event(found: Located) -> Iterator[Record]:
    def one(value: Mapping[str, Any]) -> list[Record]:
        said = event(value)
        if said.section not in (_PSC_STREAM, *_STREAMS) or (said.section != EXEMPTIONS and not said.own):
            raise ValueError(f"no event of the PSC register: {str(value['resource_uri'])[:80]!r}")
        number = _number(said.company)
        record = f"{number.value}/{said.own or EXEMPTIONS}"
        told = Resource(number, record, said.data, said.published, said.timepoint)
        return withdrawn(told, party=said.section == _PSC_STREAM) if said.deleted else records(told)

    yield from _taken(found, one, found.value)


def _delta(found: Located) -> Iterator[Record]:
    delta_at = text(found.value, "delta_at")
    for at, entry in enumerate(found.value["pscs"]):
        where = f"{found.where}, pscs[{at}]"
        if not isinstance(entry, dict):
            yield Refused(where, "not a JSON object", raw=found.raw)
            continue
        yield from _taken(found, lambda one: records(from_delta(one, delta_at)), entry, where)


def _bundle(found: Located, bundle: Mapping[str, Any], *, page: bool = False) -> Iterator[Record]:
    number = gb_coh(text(bundle, "company_number"))
    if number is None:
        yield Refused(found.where, f"not a company number: {text(bundle, 'company_number')[:40]!r}", raw=found.raw)
        return
    refused = False
    if isinstance(profile := bundle.get("profile"), dict):
        try:
            yield from list(profile_records(of_api(number, profile)))
        except ValueError as wrong:
            yield Refused(found.where, str(wrong), record=number.value, raw=found.raw)
    for section in ("pscs", "psc_statements"):
        for at, data in enumerate(_items(bundle, section)):
            where = f"{found.where}, {section}.items[{at}]"
            if not isinstance(data, dict):
                refused = True
                yield Refused(where, "not a JSON object", raw=found.raw)
                continue
            told = Resource(number, record_id(number, data), data if section == "pscs" else {"kind": STATEMENT} | data)
            for one in _taken(found, lambda _, told=told: records(told), data, where):  # type: ignore[misc]
                refused = refused or isinstance(one, Refused)
                yield one
    if not refused and _whole(bundle.get("pscs"), page):
        yield Complete(number.key)


def _items(bundle: Mapping[str, Any], section: str) -> list[Any]:
    items = bundle[section].get("items") if isinstance(bundle.get(section), dict) else None
    return items if isinstance(items, list) else []


def _whole(section: object, page: bool) -> bool:
    """Whether the list of entries is there and is not one page of several; the API's must say so itself."""
    if not isinstance(section, dict) or not isinstance(section.get("items"), list):
        return False
    total = section.get("total_results")
    if not isinstance(total, int):
        return not page
    return section.get("start_index", 0) == 0 and total <= len(section["items"])


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
        "[A-Z][A-Z][0-9]*.json", "*psc*stream*.jsonl*", "*psc*delta*.json*",
    ),
    read=read,
    asserts=Asserts(minimum={}, fill={"name": 100}),
)  # fmt: skip
