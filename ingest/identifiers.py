"""Names that registers give to parties, brought to one spelling. Equal strong identifiers are one legal person.

A constructor answers None for what cannot be an identifier of its register: two parties joined by junk ("N/A",
"0000") would be worse than two parties left apart. Ids that mean something inside one source only are
``Identifier(<source id>, <value>)`` and never strong.
"""

from __future__ import annotations

import re

from cypher import schemes
from ingest.records import Identifier

_VALUES = str.maketrans({chr(65 + at): str(10 + at) for at in range(26)})
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")

_UK_AUTHORITIES = frozenset({"RA000585", "RA000586", "RA000587"})  # England and Wales, Northern Ireland, Scotland
_UK_PREFIXES = re.compile(
    "AC|BR|CE|CS|EN|ES|FC|FE|GE|GN|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|NZ|OC|OE|PC|RC|RS|SA|SC|SE|SF|SG|SI|SL|SO"
    "|SP|SR|SZ|ZC"
)
_UK_FOREIGN = ("BR", "FC", "FE", "NF", "OE", "SF")
_UK_WORDS = re.compile(
    r"^(?:(?:UK|ENGLISH|REGISTERED|REGISTRATION|REG|COMPANY|COMPANIES HOUSE|CO|CRN)[\s.:]*)*"
    r"(?:NUMBER|NUM|NO(?=[\s.:]*(?:[A-Z]{2}|\d{7,8}$)))?[\s.:#]*(?=[A-Z0-9])"
)
# "NO 123456": the word for number, or the prefix of a credit union of Northern Ireland?
_AMBIGUOUS_NO = re.compile(r"(?i)\bNO[\s.:]+\d{1,6}\s*$")
_PLACEHOLDER = re.compile(
    r"(?i)(?:n/?a|none|nil|null|tba|tbc|unknown|not (?:available|applicable|registered)|[-_.0x*/ ]*)"
)
_LONGEST = 100


def is_strong(identifier: Identifier) -> bool:
    """Whether equal keys mean the same legal person whatever the source: LEI, CIK, national registers, ISIN."""
    return schemes.is_strong(identifier.scheme)


def is_register(identifier: Identifier) -> bool:
    """Whether it is strong and a party has one of its scheme at most. An issuer has many ISINs."""
    return schemes.is_register(identifier.scheme)


def lei(text: str) -> Identifier | None:
    """A Legal Entity Identifier by its form. Check digits are not a condition: real LEIs fail them (``lei_checks``)."""
    value = text.strip().upper()
    return Identifier("LEI", value) if _LEI.fullmatch(value) else None


def lei_checks(value: str) -> bool:
    """Whether the check digits hold (ISO 7064, mod 97-10)."""
    return bool(_LEI.fullmatch(value)) and int(value.translate(_VALUES)) % 97 == 1


def cik(text: str) -> Identifier | None:
    """An SEC Central Index Key as ten digits."""
    value = text.strip()
    if not (value.isascii() and value.isdigit()) or len(value) > 10 or not int(value):
        return None
    return Identifier("CIK", value.zfill(10))


def isin(text: str) -> Identifier | None:
    """A security's number, which identifies its **issuer**: only for whom the source calls that, never for a holder.

    None where the check digit fails, and for the prefixes that are no country's (XS, EU, ...): bonds under them are
    often issued by a financing company and printed beside the group.
    """
    value = re.sub(r"[\s-]", "", text.upper()) if len(text) <= _LONGEST else ""
    if not _ISIN.fullmatch(value) or value[0] == "X" or value[:2] == "EU":
        return None
    digits = "".join(str(int(sign, 36)) for sign in value)
    doubled = (int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(digits)))
    return Identifier("ISIN", value) if sum(one // 10 + one % 10 for one in doubled) % 10 == 0 else None


def gb_coh(text: str) -> Identifier | None:
    """A Companies House number, as people type it: "1126618", "sc 77750", "Company No. 01126618", "FC 4567"."""
    value = _UK_WORDS.sub("", text.strip().upper(), count=1) if len(text) <= _LONGEST else ""
    if _AMBIGUOUS_NO.search(text):
        return None
    value = re.sub(r"\s+", "", re.sub(r"^([A-Z]{2})[\s.-]+", r"\1", value))
    # Fewer than four digits are more often a mistake than one of the oldest companies without its zeros.
    if re.fullmatch(r"[0-9]{4,8}", value) and int(value):
        return Identifier("GB-COH", value.zfill(8))
    if re.fullmatch(r"R[0-9]{7}|[A-Z]{2}[0-9]{5}R|(?:IP|SP|NP)[0-9]{4}RS", value) and (
        value[1].isdigit() or _UK_PREFIXES.match(value)
    ):
        return Identifier("GB-COH", value)
    match = re.fullmatch(r"([A-Z]{2})([0-9]{3,6})", value)
    if match and _UK_PREFIXES.match(match[1]) and int(match[2]):
        return Identifier("GB-COH", match[1] + match[2].zfill(6))
    return None


def ru_ogrn(text: str) -> Identifier | None:
    """The state registration number of a Russian legal person: 13 digits, the last one a check digit."""
    value = text.strip()
    if not re.fullmatch(r"[1-9][0-9]{12}", value) or int(value[:12]) % 11 % 10 != int(value[12]):
        return None
    return Identifier("RU-OGRN", value)


def ru_inn(text: str) -> Identifier | None:
    """The tax number of a Russian legal person: 10 digits, the last one a check digit. A person's has 12: None."""
    value = text.strip()
    if not re.fullmatch(r"[0-9]{10}", value) or not int(value):
        return None
    check = sum(weight * int(digit) for weight, digit in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), value, strict=False)) % 11
    return Identifier("RU-INN", value) if check % 10 == int(value[9]) else None


def uk_incorporated(number: str) -> bool:
    """False for a number that Companies House gives to companies incorporated elsewhere (FC, OE, ...)."""
    return not number.startswith(_UK_FOREIGN)


def registered(authority: str, number: str) -> Identifier | None:
    """The number in a register that GLEIF lists ("RA000469"), under its org-id code where that is the same (GB-COH)."""
    authority = authority.strip().upper()
    if authority in _UK_AUTHORITIES:
        return gb_coh(number)
    if found := schemes.national(authority, number):
        return Identifier(*found)
    value = _spelled(number)
    if value is None or not schemes.is_authority(authority):
        return None
    return Identifier(authority, value)


def org_id(scheme: str, number: str) -> Identifier | None:
    """The number in a register that org-id.guide lists ("NL-KVK"); only where it is strong."""
    scheme = scheme.strip().upper()
    if scheme == "GB-COH":
        return gb_coh(number)
    if schemes.ALIASES.get(scheme) == "LEI":
        return lei(number)
    if schemes.ALIASES.get(scheme) == "CIK":
        return cik(number)
    if spelled := schemes.national(scheme, number):
        return Identifier(*spelled)
    value = _spelled(number)
    if value is None or not is_strong(found := Identifier(scheme, value)):
        return None
    return found


def _spelled(number: str) -> str | None:
    value = re.sub(r"\s+", "", number.strip().upper())
    if (
        not value
        or len(value) > _LONGEST
        or _PLACEHOLDER.fullmatch(number.strip())
        or not re.search(r"[1-9A-Z]", value)
    ):
        return None
    return value
