"""Invented names of companies and people that read like those of registers. Equal names happen, as they do there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from workers.generate.draw import Draw, Weighted

_WORDS = {
    key: text.replace("\n", "").split("|")
    for key, text in tomllib.loads((files(__package__) / "words.toml").read_text("utf-8")).items()
}
TOWNS = _WORDS["towns"]
_FORMS: Mapping[str, tuple[str, ...]] = {
    "GB": ("LIMITED", "LIMITED", "LIMITED", "LTD", "LTD", "PLC", "LLP"), "US": ("Inc.", "LLC", "Corporation", "L.P."),
    "DE": ("GmbH", "GmbH", "AG", "GmbH & Co. KG", "UG (haftungsbeschränkt)"), "FR": ("SAS", "SA", "SARL"),
    "NL": ("B.V.", "N.V."), "IT": ("S.r.l.", "S.p.A."), "ES": ("S.L.", "S.A."), "LU": ("S.à r.l.", "S.A.", "SCSp"),
    "IE": ("Limited", "DAC", "plc"), "CN": ("Co., Ltd.",), "HK": ("Limited",), "KY": ("Ltd", "Limited", "L.P."),
    "VG": ("Limited", "Ltd", "Inc."), "JE": ("Limited",), "GG": ("Limited",), "IM": ("Limited",), "JP": ("K.K.",),
    "SG": ("Pte. Ltd.",), "IN": ("Private Limited", "Limited"), "SE": ("AB",), "DK": ("A/S", "ApS"), "NO": ("AS",),
    "CH": ("AG", "GmbH", "SA"), "RU": ("OOO", "AO", "PAO"), "IR": ("PJSC",), "AE": ("LLC", "FZE"), "BM": ("Ltd.",),
}  # fmt: skip
_NUMBERS = Weighted(("", 70), ("UK", 8), ("Europe", 5), ("No. 2", 2), ("(2018)", 2), ("Topco", 1.5), ("Bidco", 1.5))


def company(chance: Draw, country: str, *, fund: bool = False) -> str:
    """The name of a company or fund of ``country``, with a legal form of there."""
    form = chance.one_of(_FORMS.get(country, _FORMS["IE"]))
    if country == "CN" or (country in ("HK", "KY", "VG") and chance.happens(0.4)):
        root = "".join(chance.one_of(_WORDS["syllables"]) for _ in range(2)).capitalize()
        place = f"{chance.one_of(_WORDS['chinese_places'])} " if country == "CN" else ""
        return f"{place}{root} {chance.one_of(_WORDS['trades'])} {form}"
    root = chance.one_of(_WORDS["heads"]) + (chance.one_of(_WORDS["tails"]) if chance.happens(0.75) else "")
    if chance.happens(0.15):
        root = f"{root} & {chance.one_of(_WORDS['surnames'])}"
    if fund:
        return f"{root} {chance.one_of(('Global Equity', 'Income', 'Bond', 'Growth', 'Real Estate'))} Fund"
    extra = _NUMBERS.draw(chance)
    name = " ".join(part for part in (root, chance.one_of(_WORDS["trades"]), extra, form) if part)
    return name.upper() if country == "GB" else name


def person(chance: Draw) -> tuple[str, str]:
    """Forename and surname."""
    return chance.one_of(_WORDS["given"]), chance.one_of(_WORDS["surnames"])


def street(chance: Draw) -> str:
    return f"{1 + chance.below(180)} {chance.one_of(_WORDS['streets'])}"


def postcode(chance: Draw) -> str:
    letters = "ABCDEFGHJKLMNPRSTUVWXY"
    return (
        f"{chance.one_of(letters)}{chance.one_of(letters)}{1 + chance.below(19)} {1 + chance.below(9)}"
        f"{chance.one_of(letters)}{chance.one_of(letters)}"
    )
