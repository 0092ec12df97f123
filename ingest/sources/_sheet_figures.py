"""Figures and days as people type them into spreadsheets. What can be read in two ways is refused with both.

A spreadsheet saves what it shows, not what it holds: 50.4 in a cell without decimals is saved as "50". So a figure is
a rounded one, unless its row says ``exact``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction

from cypher.quantity import UNDISCLOSED, BadFigure, Share, band, exact, float_free, parse_percent, rounded
from ingest.reading import utc_day

_UNKNOWN = ("unknown", "undisclosed", "not disclosed", "n/a", "?")
_BOUNDS = {
    ">": "more", "more than": "more", "over": "more", "above": "more",
    ">=": "least", "≥": "least", "at least": "least", "from": "least",
    "<": "less", "less than": "less", "under": "less", "below": "less",
    "<=": "most", "≤": "most", "at most": "most", "up to": "most",
}  # fmt: skip
_BOUND = re.compile(rf"({'|'.join(re.escape(word) for word in sorted(_BOUNDS, key=len, reverse=True))})\s*(.+)", re.I)
_RANGE = re.compile(r"(\S+?)\s*(%?)\s*(?:-|–|—|\bto\b)\s*(\S+?)\s*(%?)", re.I)
_NUMBER = re.compile(r"\d+(?:[.,']\d+)*")
_NO_DATE_BEFORE, _NO_DATE_AFTER = 1800, 2200
_SERIALS = range(10_000, 80_000)
_MONTHS = {name: at for at, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}


def share(text: str, *, comma: bool, is_exact: bool, fraction: bool = False, bare: bool = True) -> Share:
    """The interval that a cell of percent (or of fractions of one) means. BadFigure says why it means none.

    ``comma``: whether a decimal comma is possible in this file. ``bare``: whether a figure may lack its percent sign.
    """
    text = text.strip()
    if not text or text.casefold() in _UNKNOWN:
        return UNDISCLOSED
    if match := _BOUND.fullmatch(text):
        value, how = _value(match[2], comma, fraction, bare), _BOUNDS[match[1].casefold()]
        least, most = (value, None) if how in ("more", "least") else (None, value)
        return band(least, most, min_exclusive=how == "more", max_exclusive=how == "less")
    if match := _RANGE.fullmatch(text):
        sign = match[4] or match[2]
        least, most = (_value(f"{match[at]}{sign}", comma, fraction, bare, alone=False) for at in (1, 3))
        if not sign and not fraction and most <= 1:
            raise BadFigure(_two_ways(text))
        return band(least, most)
    value = _value(text, comma, fraction, bare)
    number = _decimal(text.removesuffix("%").strip(), comma)
    if is_exact:
        return exact(value)
    if not fraction or text.endswith("%"):
        return rounded(number)
    # General cells drop trailing zeros: "0.5" is not "between 0.45 and 0.55", at most it is a whole percent.
    half = min(Fraction(1, 2 * 10 ** len(number.partition(".")[2])) * 100, Fraction(1, 2))
    most = value + half
    return band(max(value - half, Fraction(0)), min(most, Fraction(100)), max_exclusive=most <= 100)


def day(text: str) -> date | None:
    """The day that a cell means; None for an empty one. ValueError says why it means none."""
    text = text.strip()
    if not text:
        return None
    found = _day(text)
    if not _NO_DATE_BEFORE <= found.year <= _NO_DATE_AFTER:
        raise ValueError(f"not a day of this register: {text[:40]!r}")
    return found


def _day(text: str) -> date:
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(text))  # days of the 1900 system, as unformatted cells show
    if match := re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})", text):
        return _of(text, match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?", text):
        return _of(text, match[3], match[2], match[1])
    if match := re.fullmatch(r"(\d{1,2})[\s-]([A-Za-z]{3,9})[\s,-]+(\d{4})", text):
        return _of(text, match[3], str(_month(match[2])), match[1])
    if match := re.fullmatch(r"([A-Za-z]{3,9})\s(\d{1,2}),?\s(\d{4})", text):
        return _of(text, match[3], str(_month(match[1])), match[2])
    if match := re.fullmatch(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", text):
        one, other = int(match[1]), int(match[3])
        if one <= 12 and other <= 12 and one != other:
            raise ValueError(f"{text!r} may be day/month or month/day: write {match[4]}-MM-DD")
        month, of_month = (match[1], match[3]) if one <= 12 else (match[3], match[1])
        return _of(text, match[4], month, of_month)
    found = utc_day(text)
    if found is None:
        raise ValueError(f"not a date: {text[:40]!r}")
    return found


def _of(text: str, year: str, month: str, of_month: str) -> date:
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        raise ValueError(f"not a date: {text[:40]!r}") from None


def _month(word: str) -> int:
    return _MONTHS.get(word[:3].casefold(), 0)


def _value(text: str, comma: bool, fraction: bool, bare: bool, *, alone: bool = True) -> Fraction:
    """In percent."""
    signed = text.endswith("%")
    value = parse_percent(_decimal(text.removesuffix("%").strip(), comma))
    if signed:
        return value
    if fraction:
        if value > 1:
            raise BadFigure(f"{text!r} is no fraction of one: is it a percentage?")
        return value * 100
    if alone and 0 < value <= 1:
        raise BadFigure(_two_ways(text))
    if not bare:
        raise BadFigure(
            f"{text!r} may be a number of shares: write '{float_free(value)} %' or name the column 'percent'"
        )
    return value


def _two_ways(text: str) -> str:
    return f"{text!r} may be a percentage or a fraction: write it with %, or name the column 'fraction'"


def _decimal(text: str, comma: bool) -> str:
    """One number with a decimal point. BadFigure where the marks can be read in two ways."""
    if not _NUMBER.fullmatch(text):
        raise BadFigure(f"not a percentage: {text[:40]!r}")
    marks = [sign for sign in text if not sign.isdigit()]
    if not marks:
        return text
    if len(marks) > 1 or marks[0] == "'":
        raise BadFigure(f"{text[:40]!r} has thousands in it: no percentage has")
    if marks[0] == "," and not comma:
        raise BadFigure(f"{text!r} has a decimal comma in a file separated by commas: use a point, or semicolons")
    if marks[0] == "." and comma and len(text.partition(".")[2]) == 3 and len(text.partition(".")[0]) <= 3:
        raise BadFigure(f"{text!r} may be a thousand or three decimals: write it with a decimal comma")
    return text.replace(",", ".")
