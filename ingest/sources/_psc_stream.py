"""Events of Companies House's streaming API: ``{resource_kind, resource_uri, resource_id, data, event}``.

``event`` is ``{type: changed | deleted, timepoint, published_at}``. Timepoints rise with time and order all events of
one stream, also two of one day; the company's number stands in ``resource_uri`` alone. What is deleted may come without
data. Blank lines between events are heartbeats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.reading import utc_day

_COMPANY = re.compile(r"/company/([^/]+)(?:/([^/]+)(?:/.*?([^/]+))?)?/?")


@dataclass(frozen=True, slots=True)
class Event:
    """``section`` is what follows the company in the address ("" for its profile), ``own`` the last part, or ""."""

    company: str
    section: str
    own: str
    deleted: bool
    timepoint: int
    published: date | None
    data: Mapping[str, Any]


def is_event(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("event"), dict) and "resource_uri" in value


def timepoint(value: Mapping[str, Any]) -> int | None:
    """The place of an event in its stream, even of one that cannot be taken; None where it has none."""
    event = value.get("event")
    found = event.get("timepoint") if isinstance(event, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def event(value: Mapping[str, Any]) -> Event:
    """ValueError says what is wrong with it."""
    uri, data, about = value["resource_uri"], value.get("data"), value["event"]
    match = _COMPANY.fullmatch(uri) if isinstance(uri, str) else None
    if match is None:
        raise ValueError(f"not the address of a company: {str(uri)[:80]!r}")
    if about.get("type") not in ("changed", "deleted"):
        raise ValueError(f"unknown type of event {str(about.get('type'))[:40]!r}")
    point = timepoint(value)
    if point is None:
        raise ValueError(f"not a timepoint: {str(about.get('timepoint'))[:40]!r}")
    said = about.get("published_at")
    deleted = about["type"] == "deleted"
    if not isinstance(data, dict):
        if not deleted:
            raise ValueError("a change without data")
        data = {}
    published = utc_day(said) if isinstance(said, str) else None
    return Event(match[1], match[2] or "", match[3] or "", deleted, point, published, data)
