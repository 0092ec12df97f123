"""Companies House's internal forms of its register, brought to the published one.

- A delta is ``{pscs: [entry, ...], delta_at}``; a withdrawal is ``{internal_id, company_number, action: "DELETE",
  delta_at}``. Dates are "20160101", natures OWNERSHIPOFSHARES_25TO50PERCENT_AS_PERSON. An entry has a number of its
  own, ``internal_id``: the published id is the base64url of the SHA-1 of that number and a constant of the register's.
- A document is ``{internal_data, external_data: {notification_id, data, sensitive_data}}``. Its dates may be lists.

``delta_at`` ("20211029142043360560") dates what is said and orders it within the day, to the microsecond.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ingest.identifiers import gb_coh
from ingest.records import Identifier
from ingest.sources._psc_entries import Resource, record_id
from ingest.sources._psc_natures import published_nature
from ingest.sources._uk_profile import text

# Public, in the register's open source code (github.com/companieshouse/psc-delta-consumer). It hides nothing here.
_CONSTANT = "ks734s_sdgOc4£b2"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DELTA_AT = re.compile(r"(\d{14})(\d{0,6})")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_IDENTIFICATION = ("legal_form", "legal_authority", "country_registered", "place_registered", "registration_number")
_SAME = ("name", "name_elements", "nationality", "country_of_residence", "address", "principal_office_address")


def from_delta(entry: Mapping[str, Any], delta_at: str) -> Resource:
    """One entry of a delta. ValueError for what is not of the feed's form."""
    number, record = _named(entry)
    kind = text(entry, "kind")
    natures = entry.get("natures_of_control") or []
    if not isinstance(natures, list) or not all(isinstance(nature, str) for nature in natures):
        raise ValueError("natures_of_control is not a list of texts")
    born = _DAY.fullmatch(text(entry, "date_of_birth"))
    data: dict[str, Any] = {key: entry[key] for key in _SAME if key in entry} | {
        "kind": kind if kind.endswith("-beneficial-owner") else f"{kind}-person-with-significant-control",
        "notified_on": _day(text(entry, "notification_date")),
        "ceased_on": _day(text(entry, "ceased_on")),
        "natures_of_control": [published_nature(nature) for nature in natures],
        "is_sanctioned": text(entry, "sanction_ind") == "1",
        "date_of_birth": {"year": born[1], "month": born[2]} if born else None,
        "identification": {key: entry[key] for key in _IDENTIFICATION if key in entry},
    }
    published, version = moment(delta_at)
    return Resource(number, record, data, published, version)


def from_deletion(value: Mapping[str, Any]) -> Resource:
    """The resource that a withdrawal names."""
    number, record = _named(value)
    published, version = moment(text(value, "delta_at"))
    return Resource(number, record, {}, published, version)


def from_document(value: Mapping[str, Any]) -> Resource:
    """A stored document. ValueError where it does not say of which company it is, or lacks its data."""
    outer = value["external_data"]
    inner = outer.get("data")
    if not isinstance(inner, dict):
        raise ValueError("a document without data")
    number = _number(text(outer, "company_number") or text(inner, "company_number"))
    sensitive = outer.get("sensitive_data")
    data = {key: item for key, item in inner.items() if item is not None} | {
        "notified_on": _listed(inner.get("notified_on") or inner.get("notification_date")),
        "ceased_on": _listed(inner.get("ceased_on")),
        "address": inner.get("address") or inner.get("service_address"),
        "date_of_birth": inner.get("date_of_birth")
        or (sensitive.get("date_of_birth") if isinstance(sensitive, dict) else None),
    }
    own = text(outer, "notification_id")
    published, version = moment(text(value.get("internal_data"), "delta_at"))
    return Resource(number, f"{number.value}/{own}" if own else record_id(number, data), data, published, version)


def moment(delta_at: str) -> tuple[date | None, int]:
    """The UTC day and the microseconds since 1970 of "20211029142043360560" or an ISO time; (None, 0) for ""."""
    if not delta_at:
        return None, 0
    try:
        if match := _DELTA_AT.fullmatch(delta_at):
            at = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            at += timedelta(microseconds=int(match[2].ljust(6, "0")))
        else:
            at = datetime.fromisoformat(delta_at)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"not a time: {delta_at[:40]!r}") from None
    return at.date(), (at - _EPOCH) // timedelta(microseconds=1)


def _named(entry: Mapping[str, Any]) -> tuple[Identifier, str]:
    number, internal = _number(text(entry, "company_number")), text(entry, "internal_id")
    if not internal:
        raise ValueError("no internal_id")
    digest = hashlib.sha1(f"{internal}{_CONSTANT}".encode(), usedforsecurity=False).digest()
    return number, f"{number.value}/{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _number(words: str) -> Identifier:
    number = gb_coh(words)
    if number is None:
        raise ValueError(f"not a company number: {words[:40]!r}")
    return number


def _day(words: str) -> str:
    match = _DAY.fullmatch(words)
    return "-".join(match.groups()) if match else words


def _listed(value: object) -> str:
    """A date that may stand as [2016, 1, 1]."""
    if isinstance(value, list) and len(value) == 3 and all(isinstance(part, int) for part in value):
        return f"{value[0]:04}-{value[1]:02}-{value[2]:02}"
    return value.strip() if isinstance(value, str) else ""
