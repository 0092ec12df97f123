"""Who holds how much, in the words of an exhibit: "82% equity interests owned by X", "wholly owned subsidiary of X"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_PERCENT = re.compile(r"(?P<figure>\d{1,9}(?:\.\d{1,12})?)\s*%")
_NOT_OWNERSHIP = re.compile(r"^\s*(?:of (?:the )?(?:voting|revenue|net income|profit|seats)|voting)", re.I)
_HOLDER = re.compile(
    r"(?:(?:owned|held|controlled|invested)(?:\s+(?:directly|indirectly|beneficially|legally"
    r"|as to))*\s+by|\bby|subsidiar\w+ (?:of|to)"
    r"|owned subsidiary of|\(held by|under)\s+(?P<holder>[^%]+)",
    re.I,
)
_PARTNER = re.compile(
    r"(?P<holder>[^%;]+?)\s+(?:acts? as|is) (?:the |a )?(?P<role>GP|LP|general partner"
    r"|limited partner)\b[^%]*?(?P<figure>\d{1,3}(?:\.\d{1,12})?)\s*%"
    r"\s*(?:of )?(?:the )?(?:partnership )?(?:shares?|interests?)?",
    re.I,
)
_WHOLLY = re.compile(r"\bwholly[ -]?(?:foreign[ -])?owned|\bwholly[ -]owned|\b100 ?percent", re.I)
_INDIRECT = re.compile(r"\bindirect", re.I)
_JUST_AND = re.compile(r"^[\s,;(]*(?:and\b|&)?[\s,;(]*|[\s,;)]*(?:\band\b|&)?[\s,;(]*$", re.I)
_ENDED = re.compile(
    r"^\W*(?:was |were |has been )?(?:sold|disposed|dissolved|deregistered|de-registered|liquidated"
    r"|transferred (?:on|to)|only through|no longer)\b"
    r"|\b(?:and|company|companies|entity|subsidiary|it|which) (?:was|were|has been|have been) (?:sold"
    r"|disposed|dissolved|deregistered|liquidated"
    r"|transferred)|\bwe (?:disposed of|sold) (?:all|100)",
    re.I,
)
_CUT = re.compile(
    r"\s*(?:,\s*(?:which|a WFOE|a WOFE|operates|engag\w+|with)\b.*|,?\s+(?:respectively|directly"
    r"|in which)\b.*|\s+under\b.*|\s+and (?:another|the (?:other|remaining)|was|is|which)\b.*)$",
    re.I,
)


_CONTRACT = re.compile(
    r"(?:contractual(?:ly)? (?:arrangements?|controll?ed|control)|\bVIE"
    r"|variable interest entity)\s+(?:with|by|of|from)\s+(?P<holder>[^%;]+)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """``figure`` as printed, "wholly" for wholly owned, None where none is given. ``holder`` "" is not named."""

    figure: str | None
    holder: str = ""
    way: Literal["direct", "indirect", "unsaid"] = "unsaid"
    general_partner: bool = False


def contract_holder(text: str) -> str:
    """Who controls by contract, where named ("A VIE of X", "contractual arrangements with X"); else ""."""
    match = _CONTRACT.search(text)
    return _tidy(match["holder"]) if match else ""


def ended(text: str) -> bool:
    """Whether the words say that the company was sold or dissolved."""
    return _ENDED.search(text) is not None


def holdings(text: str) -> list[Holding]:
    """All holdings that ``text`` states, in order; empty where it states none."""
    if re.search(r"\brespectively\b|\beach of these\b", text, re.I):
        return []  # whose figure is whose takes a reader
    partners = list(_PARTNER.finditer(text))
    if partners:
        return [
            Holding(m["figure"], _tidy(m["holder"]), "direct", m["role"].lower() in ("gp", "general partner"))
            for m in partners
        ]
    figures = [m for m in _PERCENT.finditer(text) if not _NOT_OWNERSHIP.match(text[m.end() :])]
    if not figures:
        return _without_figure(text)
    found = []
    for number, match in enumerate(figures):
        end = figures[number + 1].start() if number + 1 < len(figures) else len(text)
        words = text[match.end() : end]
        holder = _HOLDER.search(words)
        before = text[figures[number - 1].end() if number else 0 : match.start()]
        way = _way(words if holder else f"{before} {words}")
        found.append(Holding(match["figure"], _tidy(holder["holder"]) if holder else "", way))
    named = [holding for holding in found if holding.holder]
    if named and len(named) < len(found):
        # "100% (99% held by X and 1% held by Y)": the bare figure sums up the others
        return named
    return found if named or len(found) == 1 else []


def _without_figure(text: str) -> list[Holding]:
    holder = _HOLDER.search(text)
    wholly = "wholly" if _WHOLLY.search(text) else None
    if holder is None and wholly is None:
        return []
    return [Holding(wholly, _tidy(holder["holder"]) if holder else "", _way(text))]


def _way(words: str) -> Literal["direct", "indirect", "unsaid"]:
    if _INDIRECT.search(words):
        return "indirect"
    return "direct" if re.search(r"\bdirectly\b", words, re.I) else "unsaid"


def _tidy(holder: str) -> str:
    holder = _JUST_AND.sub("", holder)
    holder = _CUT.sub("", holder)
    opened, closed = holder.count("("), holder.count(")")
    if closed > opened:
        holder = holder[: holder.rindex(")")] + holder[holder.rindex(")") + 1 :]
    elif opened > closed:
        holder = holder[: holder.rindex("(")]
    return holder.strip(" ,;:")
