"""The wording of lists of subsidiaries: headings, names, places and who-holds-what phrases. Pure functions.

Written against 1,044 filed exhibits; every pattern answers a wording that occurs there. On doubt a phrase says
nothing: a name is then taken without place or share, or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.jurisdictions import jurisdiction

Section = Literal["subsidiary", "vie", "vie_subsidiary", "mixed", "associate", "mixed_associate"]
"""What a heading makes of the names below it. mixed: subsidiaries and contractual entities in one list."""

_VIE = re.compile(
    r"variable[ -]interest|\bVIEs?\b|affiliated (?:entit|consolidated|PRC entit|chinese entit)"
    r"|consolidated affiliate"
    r"|contractual(?:ly)? (?:arrangement|control)|affiliated compan",
    re.I,
)
_ASSOCIATE = re.compile(
    r"joint ventures?|equity[ -](?:method|account)|equity investees?|\bassociates\b|associated compan"
    r"|\bJV\b"
    r"|long[ -]term investments?|investee|owns? an equity interest in|minority",
    re.I,
)
_SUBSIDIARY = re.compile(r"subsidiar|wholly[ -]owned|majority[ -]owned|\d% owned", re.I)
_OF_VIE = re.compile(
    r"(?:subsidiar\w+|schools?|entit\w+|held|owned)(?:(?!\band\b)[^.,&]){0,40}?\b(?:of|by|under"
    r"|in)\b(?:(?!\band\b)[^.,&]){0,60}?"
    r"(?:variable[ -]interest(?: entit\w+)?|\bVIEs?\b|affiliated(?: entit\w+)?|contractual)"
    r"|(?:variable[ -]interest |affiliated )?(?:\bVIEs?|entit(?:y|ies))[’'`]?s?[’'`]? subsidiar\w+",
    re.I,
)
_HEADING = re.compile(
    r"subsidiar|variable[ -]interest|\bVIEs?\b|affiliated (?:entit|compan)|consolidated entit"
    r"|joint venture|\bbranch"
    r"|equity[ -](?:method|investee)|\bassociates\b|principal compan|list of|group compan"
    r"|operating entit|owned:|owns? an equity interest in",
    re.I,
)


def section_of(heading: str) -> Section | None:
    """What the list under ``heading`` consists of; None where the heading does not say."""
    text = re.sub(r"\([^)]*\)", " ", heading)
    vie, associate = bool(_VIE.search(text)), bool(_ASSOCIATE.search(text))
    of_vie, subsidiary = bool(_OF_VIE.search(text)), bool(_SUBSIDIARY.search(text))
    if associate:
        return "mixed_associate" if subsidiary or vie else "associate"
    if vie:
        outside = _OF_VIE.sub(" ", text)
        if of_vie and not _SUBSIDIARY.search(outside) and not _VIE.search(outside):
            return "vie_subsidiary"
        if subsidiary or of_vie:
            return "mixed"
        return "vie"
    if subsidiary:
        return "subsidiary"
    return "mixed" if re.search(r"consolidated entit|group compan|operating entit", text, re.I) else None


_STRONG = re.compile(
    r"(?:\b(?i:limited|ltd|incorporated|inc|corporation|corp|company|llc|l\.l\.c|llp|plc|gmbh|mbh"
    r"|g\.m\.b\.h|ohg|pte|pty"
    r"|pvt|sdn|bhd|berhad|aps|kft|zrt|s\.r\.[lo]|srl|sro|sp\.? ?z\.? ?o\.? ?o|dmcc|fze|fzco|fzc|ltda"
    r"|lda|aktiengesellschaft"
    r"|sarl|s\.a\.r\.l|s\.p\.a|s\.a|b\.v|n\.v|k\.k|l\.p|partnership|jsc|pjsc|d\.o\.o|gesellschaft"
    r"|unipessoal)\b"
    r"|\b(?:CO|Co|AG|AB|AS|A/S|SE|KG|KGaA|KK|SA|SAS|LP|BV|NV|SL|Oy|OY|SpA|EOOD|OOD|OOO|UAB|OÜ|DOO|PT"
    r"|C\.V|S\.L|S\.L\.U|L\.L\.P|BVBA|GK|SPC|EOOD|Eood|S\.à r\.l|A\.S|Godo Kaisha|JSC|SPA|Anonim)"
    r"(?![\w]))|有限公司|有限合伙|株式会社"
)
_WEAK = re.compile(
    r"\b(?:holdings?|group|fund|trust|foundation|schools?|college|university|institute|hospital"
    r"|clinic|cent(?:er|re)|branch"
    r"|academy|kindergarten|bank|association|office|cooperative|enterprises?|studio|international"
    r"|investments?|technology"
    r"|technologies|education|capital|ventures?|partners|management|firm|agency|laborator\w+|factory"
    r"|hotel|farm)\b",
    re.I,
)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|which|whose|omitted|pursuant|would|does|do not|refer"
    r"|following|listed"
    r"|translat\w+|provided|see|we|our|us|disposed|acquired|owns|holds|entered|changed|this|these"
    r"|their|all of|each of|certain|other than|except)\b"
)
_NO_NAME = re.compile(
    r"[a-z]{2,}\s|(?i:formerly|previously|notes?|names? of|company name|in the|as of|including|total"
    r"|page|parent)\b"
)
_DULL = re.compile(
    r"\b(?:company|companies|co|limited|ltd|inc|corp|corporation|llc|the|and|of|manufacturing"
    r"|technology|group|holdings?"
    r"|management|international|investment|development|trading|services?|import|export|name|entity"
    r"|private|pte|prc)\b|\W",
    re.I,
)
_NUMBERING = re.compile(
    r"^(?:[•●·▪■◦‣○§\-–—*†‡#]+\s*|\(?(?:\d{1,3}|[ivx]{1,5}|[a-zA-Z])[.)、]+\s+|\(?(?:\d{1,3}"
    r"|[ivxa-z]{1,4})\)\s*"
    r"|\d{1,3}[.、](?=[A-Z])|\d{1,2}(?:\.\d{1,4}){1,3}\.?\s+)+"
)
_MARKS = re.compile(
    r"\s*((?:[*†‡#^+]+|\(\s*(?:\d{1,3}|[*†‡]+|[a-z])\s*\)|\[\d{1,2}\])(?:\s*,?\s*(?:[*†‡#^]+"
    r"|\(\d{1,2}\)))*)\s*[.;,]?\s*$"
)
_OTHER_NAME = re.compile(
    r"(?:[(（]|,\s)\s*(?:(?:formerly|previously|previsous|originally|also)(?: (?:known as|named|called"
    r"|translated as|translated into))?"
    r"|f/?k/?a|a/?k/?a|d/?b/?a|trading as|doing business as)[:,]?\s*[“\"]?"
    r"(?P<name>[^()（）“”\"]*(?:[(（][^()（）]*[)）][^()（）“”\"]*)*)[”\"]?\s*(?:[)）]|$)",
    re.I,
)
_ALIAS = re.compile(r"[(（]\s*(?:the |or |hereinafter |hereafter )?[“\"]([^”“\"]{2,60})[”“\"][^()（）]*[)）]", re.I)
_CJK_NAME = re.compile(r"[(（]?\s*([\u3400-\u9fff][\u3400-\u9fff\w（）()·]{3,60})\s*[)）]?")
_TAIL = re.compile(
    r"[,;:]?\s*[—–\-(（,]?\s*\(?(?:which (?:was|is) |was |is )?(?:incorporated|inc?oporated"
    r"|established|organi[sz]ed|formed|registered|domiciled)"
    r"(?: and existing)?(?: in| under the laws? of)?(?: the)? (?P<place>[^()（）;:]{2,90}?)(?:[)）]|;.*"
    r"|,? on .*)?\s*[.)]*$",
    re.I,
)
_A_COMPANY = re.compile(
    r",\s*an? (?P<place>[A-Z][^,()]{1,60}?)(?:[ -](?:incorporated|based|exempted|private"
    r"|limited(?: liability)?|registered|joint[ -]stock))*"
    r" (?:company|corporation|partnership|LLC|entity|limited partnership|enterprise"
    r"|limited)\b\s*(?:\([^)]*\))?\s*[.;]?$"
)
_LAST_BRACKETS = re.compile(r"^(?P<name>.+?)\s*[(（](?P<place>[^()（）]{2,60})[)）]\s*[.;,]?$")
_LAST_COMMA = re.compile(
    r"^(?P<name>.+?)\s*(?:,|;|:|\s[—–\-]|[—–])\s*(?P<place>[^,;:()]{2,40}(?:, ?[^,;:()]{2,30})?)\.?$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A company as printed: ``name`` without notes, ``place`` its jurisdiction's words, ``marks`` of footnotes."""

    name: str
    place: str = ""
    other_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def is_heading(text: str) -> bool:
    """A title or section heading rather than a company or a sentence."""
    found = _HEADING.search(text)
    if found is None or len(text) > 260:
        return False
    form = _STRONG.search(text)
    if form is not None and form.start() < found.start() and not text.rstrip().endswith(":"):
        return False
    if form is not None and re.fullmatch(r".*\w Associates,? ", text[: form.start()]):
        return False  # "Bolivar Associates, LLC" is a name
    return not (len(text.split()) > 14 and text.rstrip().endswith(".") and _SENTENCE.search(text))


def has_form(text: str) -> bool:
    """Whether a legal form stands in the text."""
    return _STRONG.search(text) is not None


def is_sentence(text: str) -> bool:
    return _SENTENCE.search(re.sub(r"[(（][^()（）]*[)）]", " ", text)) is not None


def is_name(text: str, *, listed: bool = False) -> bool:
    """Whether ``text`` can be a company's name. ``listed``: its row has a place or share, so a weak word suffices."""
    if not 3 <= len(text) <= 180 or is_sentence(text):
        return False
    if _NO_NAME.match(text) and not (
        listed and has_form(text) and re.fullmatch(r"[a-z]{5,}(?: [A-Z][\w.]*){1,3}", text)
    ):
        return False  # "ebookers Scandinavia AB" is one all the same
    if not _DULL.sub("", text) or text.count("%"):
        return False
    return has_form(text) or (
        listed and (_WEAK.search(text) is not None or bool(re.match(r"[A-Z0-9\u3400-\u9fff]", text)))
    )


def strip_numbering(text: str) -> str:
    return _NUMBERING.sub("", text).strip()


def named(text: str) -> Named:
    """A printed entry taken apart: "Foo Ltd. (formerly Bar Ltd.), a PRC company*"."""
    text = strip_numbering(text).strip(" ;")
    marks: list[str] = []
    others: list[str] = []
    aliases: list[str] = []
    place = ""
    text, found = _cut_marks(re.sub(r"\(\s*note \(?\w{1,3}\)?\s*\)", " ", text, flags=re.I))
    marks += found
    text = _OTHER_NAME.sub(lambda m: _note(others, m["name"]), text)
    text = _ALIAS.sub(lambda m: _note(aliases, m[1]), text)
    if re.search(r"[A-Za-z]{3}", text) and (chinese := _CJK_NAME.search(text)):
        others.append(_balanced(chinese[1].strip()))
        text = (text[: chinese.start()] + " " + text[chinese.end() :]).strip()
    text, found = _cut_marks(" ".join(text.split()))
    marks += found
    for pattern in (_TAIL, _A_COMPANY):
        match = pattern.search(text)
        if match and match.start() > 3 and jurisdiction(match["place"]):
            place, text = match["place"].strip(), text[: match.start()]
            break
    if not place:
        text, place = _last_place(text)
    text, found = _cut_marks(text)
    marks += found
    text = re.sub(r"\s*[(（]\s*[“\"].*$", "", text)
    name = re.sub(r"\.{2,}$", ".", text.strip(" ,;:–—-").strip('“”"'))
    return Named(name, place, tuple(dict.fromkeys(others)), tuple(aliases), tuple(marks))


def _last_place(text: str) -> tuple[str, str]:
    match = _LAST_BRACKETS.match(text)
    if match and jurisdiction(match["place"]) and (has_form(match["name"]) or len(match["name"].split()) > 1):
        return match["name"], match["place"]
    match = _LAST_COMMA.match(text)
    if match and has_form(match["name"]) and not has_form(match["place"]) and jurisdiction(match["place"]):
        return match["name"], match["place"]
    return text, ""


def _note(into: list[str], name: str) -> str:
    name = name.strip(" ,;.“”\"'") if not has_form(name) else name.strip(" ,;“”\"'")
    if len(name) > 2:
        into.append(name)
    return " "


def _balanced(text: str) -> str:
    opened = sum(text.count(char) for char in "(（")
    return text if sum(text.count(char) for char in ")）") <= opened else text.rstrip(")）")


def _cut_marks(text: str) -> tuple[str, list[str]]:
    match = _MARKS.search(text)
    if match is None or match.start() < 3:
        return text.strip(), []
    return text[: match.start()].strip(), re.findall(r"\d{1,2}|[*†‡#^+]+|[a-z]", match[1])
