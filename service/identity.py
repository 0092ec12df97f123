"""Whether a customer's details agree with what is stored of a party. PURE.

Three answers each: True agrees, False disagrees, None where nothing is stored that could do either. What "agrees"
means is exact, and written down for callers in ``service/README.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from cypher.names import name_key
from service.policy.territories import country as country_of

_REGION = re.compile(r"\b[A-Z]{2}-[A-Z0-9]{1,3}\b")
_REGISTER = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,12}|RA[0-9]{6}|CIK")
_POSTCODE = re.compile(
    r"[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}|[0-9]{4}[a-z]{2}|[a-z][0-9][a-z][0-9][a-z][0-9]|[0-9]{5,8}"
)
"""British, Dutch, Canadian, and those of five to eight digits."""
_GENERIC = frozenset({
    "street", "road", "avenue", "lane", "drive", "way", "square", "court", "close", "place", "park", "house",
    "building", "tower", "floor", "suite", "unit", "flat", "room", "office", "box", "the", "and", "north", "south",
    "east", "west",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_PLACES = frozenset({
    "registered", "headquarters", "principal_executive", "business_address", "operational", "self_statement", "mailing",
})  # fmt: skip


def name_agrees(name: str, stored: Sequence[str]) -> bool:
    """Equal to one of the party's names, present or former, after folding case, punctuation and legal forms."""
    key = name_key(name)
    return bool(key) and any(name_key(one) == key for one in stored)


def country_agrees(code: str, seats: Iterable[Mapping[str, Any]]) -> bool | None:
    """Equal to the country of one of the party's seats in force, of whatever kind but nationality."""
    places = {country_of(seat["jurisdiction"]) for seat in seats if seat["kind"] != "nationality"}
    return code in places if places else None


def number_agrees(number: str, identifiers: Iterable[str]) -> bool | None:
    """Equal to one of the party's register numbers, without spaces, signs and leading zeros."""
    stored = {_compact(key.partition(":")[2]) for key in identifiers if _REGISTER.fullmatch(key.partition(":")[0])}
    return _compact(number) in stored if stored else None


def address_agrees(address: str, seats: Iterable[Mapping[str, Any]]) -> bool | None:
    """Shares enough with one stored address to be the same place (see ``_same_place``); else None.

    Never False: companies have many addresses, and sources often store a town or a country alone.
    """
    asked = _words(_REGION.sub(" ", address))
    stored = [_words(_REGION.sub(" ", seat["stated"] or "")) for seat in seats if seat["kind"] in _PLACES]
    return True if any(_same_place(asked, one) for one in stored) else None


def _same_place(asked: Sequence[str], stored: Sequence[str]) -> bool:
    """One holds all words of the other (a number and two telling words at least), or both hold a postcode and more.

    Beside a postcode they share one more telling word if it has letters (EC2R 7HD), two if it is digits alone. A
    telling word has three letters or more and is not one that half of all addresses have, such as "street".
    """
    smaller, larger = sorted((set(asked), set(stored)), key=len)
    telling = {word for word in smaller & larger if word.isalpha() and len(word) > 2} - _GENERIC
    if smaller <= larger and len(telling) >= 2 and any(_has_digit(word) for word in smaller):
        return True
    return any(len(telling) >= (2 if code.isdigit() else 1) for code in _codes(asked) & _codes(stored))


def _codes(words: Sequence[str]) -> set[str]:
    pairs = (first + second for first, second in pairwise(words) if len(first) < 5 > len(second))
    return {code for code in (*words, *pairs) if _POSTCODE.fullmatch(code)}


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))


def _compact(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper().lstrip("0")
