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
_REGISTER = re.compile(r"[A-Z]{2}-[A-Z0-9]{2,12}|RA[0-9]{6}|CIK")
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
    asked = _readings(address)
    stored = [one for seat in seats if seat["kind"] in _PLACES for one in _readings(seat["stated"] or "")]
    return True if any(_same_place(one, other) for one in asked for other in stored) else None


def _readings(address: str) -> list[list[str]]:
    """The words of an address without region codes (GB-LND), with and without its last part: the country, mostly."""
    text = _REGION.sub(" ", address)
    return [_words(text), _words(text.rpartition(",")[0])]


def _same_place(asked: Sequence[str], stored: Sequence[str]) -> bool:
    """One holds all words of the other (a number and two real words at least), or both hold a postcode and more.

    A postcode is a word, or two neighbours, of five to eight signs with a digit. Beside it they share one more real
    word if it has letters too (EC2R 7HD), two if it is digits alone. A real word has three letters or more.
    """
    smaller, larger = sorted((set(asked), set(stored)), key=len)
    real = {word for word in smaller & larger if word.isalpha() and len(word) > 2}
    if smaller <= larger and len(real) >= 2 and any(_has_digit(word) for word in smaller):
        return True
    return any(len(real) >= (2 if code.isdigit() else 1) for code in _codes(asked) & _codes(stored))


def _codes(words: Sequence[str]) -> set[str]:
    pairs = (first + second for first, second in pairwise(words) if len(first) < 5 > len(second))
    return {code for code in (*words, *pairs) if 5 <= len(code) <= 8 and _has_digit(code)}


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))


def _compact(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper().lstrip("0")
