"""Which schemes of identifiers name one legal person whoever uses them. ``LEI:...``: the scheme is what precedes ":".

Two parties with different numbers of one register are two; with equal ones they are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,12}")
_AUTHORITY = re.compile(r"RA\d{6}")
# "No authority", "other authority" and "authority to be added": one code for many registers.
_NO_REGISTER = frozenset({"RA777777", "RA888888", "RA999999"})
# org-id list codes under which publishers write numbers that are unique only together with a court or a state:
# Open Ownership puts the file numbers of all US states under US-SAM and "HRB 113611" without its court under DE-CR.
_NOT_UNIQUE = frozenset({"US-SAM", "DE-CR"})
ALIASES = {"XI-LEI": "LEI", "US-SEC": "CIK"}
"""org-id codes of registers that have a scheme of their own here."""

# Registers whose numbers have one form, by their org-id code: the codes that GLEIF gives the same register, what a
# number looks like without blanks and signs, and how it is spelled here. Where a country's registers share one number
# (Norway's two, the Czech three), all of them are meant.
_NATIONAL: dict[str, tuple[tuple[str, ...], re.Pattern[str], str]] = {
    "BE-BCE_KBO": (("RA000025",), re.compile(r"(?:BE)?0?([0-9]{9})|(?:BE)?(1[0-9]{9})"), "{:0>10}"),
    "CZ-ICO": (("RA000163", "RA000168"), re.compile(r"([0-9]{8})"), "{}"),
    "DK-CVR": (("RA000170",), re.compile(r"(?:DK)?([0-9]{8})"), "{}"),
    "FI-PRO": (("RA000188",), re.compile(r"([0-9]{8})"), "{}"),
    "IE-CRO": (("RA000402",), re.compile(r"0*([1-9][0-9]{3,5})"), "{}"),
    "LV-RE": (("RA000423",), re.compile(r"([0-9]{11})"), "{}"),
    "NL-KVK": (("RA000463",), re.compile(r"([0-9]{8})"), "{}"),
    "NO-BRC": (("RA000472", "RA000473"), re.compile(r"([89][0-9]{8})"), "{}"),
    "PL-KRS": (("RA000484",), re.compile(r"([0-9]{10})"), "{}"),
    "SE-BLV": (("RA000544",), re.compile(r"([0-9]{10})"), "{}"),
    "SG-ACRA": (("RA000523",), re.compile(r"([0-9]{8,9}[A-Z]|[RST][0-9]{2}[A-Z]{2}[0-9]{4}[A-Z])"), "{}"),
}
_NATIONAL_OF = {authority: scheme for scheme, (authorities, _, _) in _NATIONAL.items() for authority in authorities}
_LONGEST = 100


def is_authority(scheme: str) -> bool:
    """Whether it is GLEIF's code of one register ("RA000469")."""
    return bool(_AUTHORITY.fullmatch(scheme)) and scheme not in _NO_REGISTER


def is_register(scheme: str) -> bool:
    """Whether a party has one number of this scheme at most: LEI, CIK, national registers."""
    if scheme in ("LEI", "CIK"):
        return True
    if scheme in _NOT_UNIQUE or scheme in ALIASES:
        return False
    return is_authority(scheme) or bool(_ORG_ID.fullmatch(scheme))


def is_strong(scheme: str) -> bool:
    """Whether equal identifiers mean one legal person: a register's, or an issuer's ISIN, of which it has many."""
    return scheme == "ISIN" or is_register(scheme)


def contradiction(one: Iterable[str], other: Iterable[str]) -> str:
    """Of two parties' identifiers: the register in which both have a number, and not the same; "" if there is none."""
    numbers = {key.partition(":")[0]: key for key in one if is_register(key.partition(":")[0])}
    schemes = ((key.partition(":")[0], key) for key in other)
    return next((scheme for scheme, key in schemes if numbers.get(scheme, key) != key), "")


def national(scheme: str, number: str) -> tuple[str, str] | None:
    """Scheme and number in the one spelling of a register that has one; ``scheme``: an org-id code or GLEIF's.

    None where the register is not known here, or the number has another form: then it is what its source calls it.
    """
    code = _NATIONAL_OF.get(scheme, scheme)
    if code not in _NATIONAL or len(number) > _LONGEST:
        return None
    _, form, spelling = _NATIONAL[code]
    match = form.fullmatch(re.sub(r"[\s.\-/]", "", number.upper()))
    value = next((group for group in match.groups() if group), "") if match else ""
    return (code, spelling.format(value)) if value.strip("0") else None
