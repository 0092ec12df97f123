"""Identifiers as callers write them, brought to the spelling under which the graph keeps them. PURE."""

from __future__ import annotations

import re

from cypher.schemes import national

MAX_TEXT = 200

_SCHEMES = {"XI-LEI": "LEI", "US-SEC": "CIK", "RA000585": "GB-COH", "RA000586": "GB-COH", "RA000587": "GB-COH"}
"""Other codes for registers that have a scheme of their own here."""
_REGISTER = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,12}|RA[0-9]{6}")
_SCHEME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_GB = re.compile(r"([A-Z]{2}|R)?0*([0-9]{1,8})")


class BadIdentifier(ValueError):
    """Not an identifier: no scheme, no value, or more than MAX_TEXT characters."""


def key_of(scheme: str, value: str) -> str:
    """The key of an identifier: "LEI", "2138008ktntdiczu8l25" is "LEI:2138008KTNTDICZU8L25". Raises BadIdentifier.

    Register numbers are upper case and without spaces, GB company numbers have eight and CIKs ten digits. Other
    values stay as they are: they mean something to one source alone.
    """
    scheme, value = scheme.strip(), value.strip()
    if not _SCHEME.fullmatch(scheme) or not value or len(scheme) + len(value) > MAX_TEXT:
        text = "an identifier is SCHEME:value, at most 200 characters, such as LEI:2138008KTNTDICZU8L25"
        raise BadIdentifier(f"{text}, not {f'{scheme}:{value}'[:60]!r}")
    upper = _SCHEMES.get(scheme.upper(), scheme.upper())
    compact = re.sub(r"\s+", "", value).upper()
    if upper == "LEI":
        return f"LEI:{compact}"
    if upper == "CIK":
        return f"CIK:{compact.zfill(10)}" if compact.isascii() and compact.isdigit() else f"CIK:{compact}"
    if upper == "GB-COH":
        return f"GB-COH:{_gb(compact)}"
    if found := national(upper, value):
        return ":".join(found)
    return f"{upper}:{compact}" if _REGISTER.fullmatch(upper) else f"{scheme}:{value}"


def split(text: str) -> tuple[str, str]:
    """Scheme and value of "SCHEME:value". Raises BadIdentifier."""
    scheme, colon, value = text.partition(":")
    if not colon:
        raise BadIdentifier(f"an identifier is SCHEME:value, such as GB-COH:01126618, not {text[:60]!r}")
    return scheme, value


def readings(text: str) -> list[str]:
    """The keys that a text in a search box or an address may mean: as it stands, in its register's spelling, a bare LEI
    or GB company number. Most likely first; empty where it is no identifier."""
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        return []
    found = [text] if ":" in text else []
    if ":" in text:
        try:
            found.append(key_of(*split(text)))
        except BadIdentifier:
            return found
    compact = re.sub(r"\s+", "", text).upper()
    if _LEI.fullmatch(compact):
        found.append(f"LEI:{compact}")
    elif re.fullmatch(r"[0-9]{6,8}|[A-Z]{2}[0-9]{6}", compact):
        found.append(f"GB-COH:{_gb(compact)}")
    return list(dict.fromkeys(found))


def _gb(value: str) -> str:
    match = _GB.fullmatch(value)
    if match is None:
        return value
    prefix = match[1] or ""
    return prefix + match[2].zfill(8 - len(prefix))
