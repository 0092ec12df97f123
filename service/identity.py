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

LONGEST_CODE = 8
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
    """Shares a postcode or house number and enough words with one stored address (see ``_same_place``).

    None where no stored text is an address: a bare country or the name of a register says nothing. An address that
    is not the stored one is no disagreement either, for companies have many: only True or None.
    """
    asked = _words(address)
    stored = [_words(seat["stated"] or "") for seat in seats if seat["kind"] in _PLACES]
    return True if any(_same_place(asked, one) for one in stored) else None


def _same_place(asked: Sequence[str], stored: Sequence[str]) -> bool:
    """One holds all words of the other (four at least, one with a digit), or both hold a postcode and words beside it.

    A postcode is a word, or two neighbours, of five to eight signs with a digit. Beside it they share one more word if
    it has letters too (EC2R 7HD), two if it is digits alone. Words of one or two signs do not count.
    """
    one, other = set(asked), set(stored)
    smaller, larger = sorted((one, other), key=len)
    if len(smaller) >= 4 and smaller <= larger and any(_has_digit(word) for word in smaller):
        return True
    words = {word for word in one & other if word.isalpha() and len(word) > 2}
    return any(len(words) >= (1 if not code.isdigit() else 2) for code in _codes(asked) & _codes(stored))


def _codes(words: Sequence[str]) -> set[str]:
    pairs = (first + second for first, second in pairwise(words) if len(first) < 5 > len(second))
    return {code for code in (*words, *pairs) if 5 <= len(code) <= LONGEST_CODE and _has_digit(code)}


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))


def _compact(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper().lstrip("0")
