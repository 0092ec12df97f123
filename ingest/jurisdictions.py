"""Free text and codes to ISO 3166. "Not sure" is None: a wrong place would restrict or clear somebody.

Words are looked up in a table of our own and then, exactly, in rigour's. What follows a comma or stands in
brackets must agree: "Frankfurt, Germany" is DE, "California, the United States" US-CA, "BVI & Hong Kong" None.
Refused on purpose: "Georgia" (US state or country), "Congo", "Virgin Islands", "Republic of China" typed for
"People's Republic of China" happens, so it needs "(Taiwan)"; two letters that are also a US state ("DE", "CA").

The first text that is not in our own table loads rigour's: about 1.5 s once per process. ``warm_up`` does it early.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from rigour.territories import lookup_territory


def _countries() -> Mapping[str, str]:
    text = resources.files("ingest").joinpath("data/countries.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: row["name"] for row in csv.DictReader(text.splitlines())})


COUNTRIES: Mapping[str, str] = _countries()
"""Every officially assigned ISO 3166-1 alpha-2 code (249) with a short English name."""

_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
# ISO 3166-2 lists these as parts of a state although they have a code of their own; the old numeric codes of
# China's regions are still met. Reading CN-TW as CN would turn Taiwan into China.
_OWN_CODE = {
    "CN-TW": "TW", "CN-71": "TW", "CN-HK": "HK", "CN-91": "HK", "CN-MO": "MO", "CN-92": "MO",
    "US-PR": "PR", "US-GU": "GU", "US-VI": "VI", "US-AS": "AS", "US-MP": "MP", "US-UM": "UM",
    "FR-GP": "GP", "FR-971": "GP", "FR-MQ": "MQ", "FR-972": "MQ", "FR-GF": "GF", "FR-973": "GF", "FR-RE": "RE",
    "FR-974": "RE", "FR-YT": "YT", "FR-976": "YT", "FR-PF": "PF", "FR-NC": "NC", "FR-BL": "BL", "FR-MF": "MF",
    "FR-PM": "PM", "FR-WF": "WF", "FR-TF": "TF", "NL-AW": "AW", "NL-CW": "CW", "NL-SX": "SX",
    "NL-BQ1": "BQ", "NL-BQ2": "BQ", "NL-BQ3": "BQ", "FI-01": "AX", "NO-21": "SJ", "NO-22": "SJ",
}  # fmt: skip
_FROM_RIGOUR = {"UA-CRI": "UA-43", "UA-DPR": "UA-14", "UA-LPR": "UA-09"}
_US_STATES = frozenset(
    re.findall(
        "..",
        "ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWY",
    )
)
_AMBIGUOUS = frozenset(
    ("georgia", "congo", "virgin islands", "republic of china", "korea north south", "saint martin", "st martin")
)
_WORDS = {
    "prc": "CN", "pr china": "CN", "p r china": "CN", "mainland china": "CN", "china mainland": "CN",
    "chinese mainland": "CN", "mainland of china": "CN", "china": "CN", "peoples republic of china": "CN",
    "people republic of china": "CN", "peoplesrepublic of china": "CN",
    "peoples republic of china prc": "CN", "mainland prc": "CN",
    "hong kong": "HK", "hongkong": "HK", "hong kong sar": "HK", "hk": "HK", "hksar": "HK", "hong kong s a r": "HK",
    "hong kong special administrative region": "HK", "hong kong china": "HK", "hong kong sar china": "HK",
    "hong kong special administrative region of the peoples republic of china": "HK",
    "hong kong special administrative region of china": "HK", "hong kong sar of the prc": "HK",
    "macau special administrative region of the peoples republic of china": "MO",
    "macao special administrative region of the peoples republic of china": "MO",
    "macau": "MO", "macao": "MO", "macau sar": "MO", "macao sar": "MO", "macau special administrative region": "MO",
    "taiwan": "TW", "taiwan roc": "TW", "republic of china taiwan": "TW", "taiwan republic of china": "TW",
    "taiwan province of china": "TW", "taiwan china": "TW", "chinese taipei": "TW",
    "cayman": "KY", "cayman islands": "KY", "cayman island": "KY", "bvi": "VG", "british virgin islands": "VG",
    "british virgin island": "VG", "virgin islands british": "VG", "us virgin islands": "VI",
    "united states": "US", "united states of america": "US", "united state": "US", "usa": "US",
    "us": "US", "u s": "US", "u s a": "US",
    "america": "US", "uk": "GB", "u k": "GB", "united kingdom": "GB", "great britain": "GB",
    "england and wales": "GB", "england wales": "GB", "singapore": "SG", "korea": "KR", "republic of korea": "KR",
    "south korea": "KR", "korea republic of": "KR", "north korea": "KP", "emirates": "AE", "uae": "AE",
    "united arab emirates": "AE", "republic of georgia": "GE", "georgia country": "GE", "state of georgia": "US-GA",
    "georgia usa": "US-GA", "germany": "DE", "marshall is": "MH", "republic of the marshall islands": "MH",
    "byelorussia": "BY", "russian fed": "RU", "lao pdr": "LA", "st kitts and nevis": "KN", "czech": "CZ",
    "drc": "CD", "democratic republic of the congo": "CD", "republic of the congo": "CG",
    "crimea": "UA-43", "autonomous republic of crimea": "UA-43", "republic of crimea": "UA-43", "sevastopol": "UA-40",
    "city of sevastopol": "UA-40",
}  # fmt: skip
_LEADING = re.compile(r"^(?:the|state of|commonwealth of|province of|the state of)\s+")
_MARKS = re.compile(r"[^\w\s]+|_")
_BRACKETS = re.compile(r"^([^()（）]+)[(（]([^()（）]+)[)）]\s*$")
_BRACKETS_FIRST = re.compile(r"^[(（]([^()（）]+)[)）]\s*([^()（）]+)$")
_LONGEST = 120


def iso(code: str) -> str | None:
    """``code`` in its canonical form, or None where ISO 3166-1 does not assign it today.

    Withdrawn, reserved, user-assigned (XK) and unknown codes are None. Of a subdivision ("US-DE") the country is
    checked; parts that have a code of their own get it (CN-HK is HK, FR-RE is RE), and the private codes of
    OpenSanctions for occupied parts of Ukraine become ISO's (UA-CRI is UA-43).
    """
    code = code.strip().upper()
    if code in COUNTRIES:
        return code
    if code in _OWN_CODE:
        return _OWN_CODE[code]
    code = _FROM_RIGOUR.get(code, code)
    match = _SUBDIVISION.fullmatch(code)
    return code if match and match[1] in COUNTRIES else None


@lru_cache(maxsize=16_384)
def jurisdiction(text: str) -> str | None:
    """The place that ``text`` names, as an ISO 3166-1 alpha-2 or 3166-2 code; None when not sure."""
    text = unicodedata.normalize("NFKC", text).strip(" .;:,*\t\n\u200b")
    if not text or len(text) > _LONGEST:
        return None
    whole = _word(text)
    if whole is not None:
        return whole
    if match := _BRACKETS_FIRST.match(text):
        return _narrowed((match[2], match[1]))  # "(USA) Delaware"
    if match := _BRACKETS.match(text):
        return _narrowed((match[2], match[1])) or _narrowed((match[1], match[2]))
    return _narrowed(tuple(text.split(","))) if "," in text else None


def warm_up() -> None:
    """Loads rigour's tables now, so that no request waits for them."""
    lookup_territory("Ruritania")


def _narrowed(parts: tuple[str, ...]) -> str | None:
    """The smallest place of "smaller, larger": the last part must be known, an earlier one may refine it."""
    *smaller, largest = (part.strip() for part in parts)
    place = _word(largest)
    if place is None:
        return None
    for part in smaller:
        inner = "US-GA" if place == "US" and part.casefold() == "georgia" else _word(part)
        if inner is None or inner == place:
            continue
        if inner.startswith(f"{place}-") or (place == "CN" and inner in ("HK", "MO", "TW")):
            return inner
        if place == "RU" and inner in ("UA-43", "UA-40", "UA-14", "UA-09"):
            return inner  # a claim of annexation does not move the place
        if inner.partition("-")[0] != place.partition("-")[0] and len(inner) == 2:
            return None  # "Hong Kong, Singapore" is a list, not an address
    return place


def _word(text: str) -> str | None:
    word = " ".join(_MARKS.sub(" ", re.sub(r"(?<=\w)[.'’‘´`](?=\w?)|['’‘]", "", text.casefold())).split())
    short = _LEADING.sub("", word) if word not in _WORDS else word
    short = _LEADING.sub("", short)
    if word in _WORDS or short in _WORDS:
        return _WORDS.get(word) or _WORDS[short]
    if not short or short in _AMBIGUOUS or word.upper() in _US_STATES or not re.search(r"[^\W\d_]{2}", short):
        return None
    if len(word) == 2 and not text.strip(" .").isupper():
        return None  # "No." is a number, not Norway
    found = lookup_territory(text.strip()) or lookup_territory(short)
    if found is None or found.is_historical:
        return None
    code = found.code.upper()
    return iso(code)
