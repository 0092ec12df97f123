"""Shares as the graph stores them: intervals of integers in trillionths of the whole.

100 % is 10**12. Integers of this size are exact in Neo4j (64 bit), in JSON and in JavaScript, and fine enough
for "50 % plus one share" of a company with 100 billion shares. Nothing here, and nothing that decides,
uses a float. Shape and rounding rules: see ``service/README.md``, *What a share is*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

WHOLE = 10**12
"""100 %, in trillionths."""
PERCENT = WHOLE // 100

_DECIMAL = re.compile(
    r"([+-]?)(\d{1,40})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?|([+-]?)\.(\d{1,60})(?:[eE]([+-]?\d{1,3}))?"
)


class BadFigure(ValueError):
    """A figure that cannot be a share: not a number, negative, above 100 %, or an empty interval."""


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """What a holder has of a subject: at least ``low``, at most ``high`` trillionths (both inclusive)."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= WHOLE:
            raise BadFigure(f"not a share between 0 and 100 %: {self.low} to {self.high} trillionths")


UNDISCLOSED = Share(0, WHOLE)
"""A missing figure: never 0 %, never 100 %."""


def parse_percent(text: str) -> Fraction:
    """The exact value of a decimal, in percent. Exponents are allowed, floats never come near it.

    Raises BadFigure for anything else (NaN, infinities, digits beyond reason, other scripts' digits).
    """
    match = _DECIMAL.fullmatch(text.strip()) if text.isascii() else None
    if match is None:
        raise BadFigure(f"not a decimal number: {text[:60]!r}")
    sign, whole, decimals, exponent, sign2, only_decimals, exponent2 = match.groups()
    digits = (whole or "0") + (decimals or only_decimals or "")
    scale = int(exponent or exponent2 or 0) - len(decimals or only_decimals or "")
    value = Fraction(int(digits)) * Fraction(10) ** scale
    return -value if (sign or sign2) == "-" else value


def exact(percent: Fraction) -> Share:
    """An exact figure in percent (a count over a total, a fraction of law), rounded outward where it must be."""
    if not 0 <= percent <= 100:
        raise BadFigure(f"a share must lie between 0 and 100 %, not {float_free(percent)}")
    return Share(floor(percent * PERCENT), ceil(percent * PERCENT))


def band(
    least: Fraction | None, most: Fraction | None, *, min_exclusive: bool = False, max_exclusive: bool = False
) -> Share:
    """A band in percent. An open bound moves inward by one trillionth; a missing bound is 0 or 100 %."""
    low = exact(least).low + int(min_exclusive) if least is not None else 0
    high = exact(most).high - int(max_exclusive) if most is not None else WHOLE
    if least is not None and most is not None and least > most:
        raise BadFigure(f"the least is above the most: {float_free(least)} to {float_free(most)} %")
    if low > high:
        raise BadFigure("the band is empty: both its ends are excluded")
    return Share(low, high)


def rounded(text: str) -> Share:
    """A figure that a source prints rounded: half a unit of its last digit either way ("50.0" is [49.95, 50.05))."""
    value = parse_percent(text)
    if not 0 <= value <= 100:
        raise BadFigure(f"a share must lie between 0 and 100 %, not {text.strip()[:60]}")
    decimals = text.strip().partition(".")[2]
    half = Fraction(1, 2 * 10 ** len(decimals)) if "e" not in text.lower() else Fraction(0)
    low = max(Fraction(0), value - half)
    most = value + half
    if most > 100:
        return Share(ceil(low * PERCENT), WHOLE)
    return Share(ceil(low * PERCENT), ceil(most * PERCENT) - 1)


def float_free(value: Fraction) -> str:
    """A fraction as a decimal string, without a float; one that does not end within 30 digits is cut with "..."."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(value.numerator, value.denominator)
    digits = ""
    while rest and len(digits) < 30:
        digit, rest = divmod(rest * 10, value.denominator)
        digits += str(digit)
    return f"{sign}{whole}" + (f".{digits}" if digits else "") + ("..." if rest else "")


def percent_text(trillionths: int) -> str:
    """Trillionths as an exact decimal string of percent: 467000000000 is "46.7"."""
    return float_free(Fraction(trillionths, PERCENT))
