"""Values of FollowTheMoney: lists of strings in no order, written by whoever published them.

Lists are sorted before they are read, so that the same content is the same statement however it is exported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cypher.quantity import UNDISCLOSED, BadFigure, Share
from ingest.sources._sheet_figures import share

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
_YEARS = range(1500, 2101)
# "0.51" may be a fraction of one, and so may "1".
_TWO_WAYS = re.compile(r"0?[.,]\d+|1(?:[.,]0+)?|0[.,]\d+")


def values(properties: Mapping[str, Any], *names: str) -> list[str]:
    """All texts of these properties, stripped, each once, sorted."""
    found: set[str] = set()
    for name in names:
        texts = properties.get(name)
        if not texts:
            continue
        for text in texts if isinstance(texts, list) else [texts]:
            if isinstance(text, str | int) and not isinstance(text, bool) and (value := str(text).strip()):
                found.add(value)
    return sorted(found)


def percentage(texts: Iterable[str]) -> Share:
    """The hull of all figures that are given; without one the stake is undisclosed. BadFigure for what is no figure.

    The publisher is not known, so a figure is a rounded one; one that may be a fraction of one says nothing.
    """
    found = [UNDISCLOSED if _TWO_WAYS.fullmatch(text) else _percent(text) for text in texts]
    return Share(min(one.low for one in found), max(one.high for one in found)) if found else UNDISCLOSED


def _percent(text: str) -> Share:
    try:
        return share(text, comma="," in text and "." not in text, is_exact=False)
    except BadFigure as wrong:
        raise BadFigure(f"not a percentage: {text[:40]!r} ({wrong})") from None


def first_day(texts: Iterable[str]) -> date | None:
    """The earliest day that one of these dates may mean ("2014" may mean its first of January)."""
    return min((_span(text)[0] for text in texts), default=None)


def last_day(texts: Iterable[str]) -> date | None:
    """The latest day by which what ended on one of these dates is over: "2014" is over on 2015-01-01."""
    return max((_span(text)[1] for text in texts), default=None)


def whole_day(texts: Iterable[str]) -> date | None:
    """The day, where exactly one is given and given in full."""
    spans = {_span(text) for text in texts}
    if len(spans) != 1:
        return None
    ((first, over),) = spans
    return first if first == over else None


def month(texts: Iterable[str]) -> str | None:
    """ "1961-11" as far as all agree: the year alone, or nothing."""
    found = [text[:7] for text in texts if _DAY.fullmatch(text)]
    for length in (7, 4):
        cut = {text[:length] for text in found}
        if len(cut) == 1:
            return cut.pop()
    return None


def moment(text: object) -> tuple[date | None, int]:
    """The UTC day and the seconds since 1970 of "2026-04-29T12:10:01"; (None, 0) for what is no time."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None:
        return None, 0
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.date(), int(at.timestamp())


def _span(text: str) -> tuple[date, date]:
    """The first day that is meant, and the day on which it is over: for a whole day that day itself, as ends are."""
    match = _DAY.fullmatch(text)
    try:
        if match is None or int(match[1]) not in _YEARS:
            raise ValueError
        first = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise ValueError(f"not a date: {text[:40]!r}") from None
    if match[3]:
        return first, first
    following = first.replace(day=28) + timedelta(days=4) if match[2] else first.replace(month=12, day=31)
    return first, (following.replace(day=1) if match[2] else following + timedelta(days=1))
