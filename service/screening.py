"""A customer's details in, a decision out: allow, hold or deny. Never an allow on doubt.

A customer is *identified* by an identifier that the graph knows, or by name and country and one more attribute that
agrees. Only an identified party's determination may allow or deny; every doubt tightens the decision to at least
hold, and no doubt loosens a deny. ``service/README.md`` holds the contract for callers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from cypher.graph import Graph
from service.customer import Screening
from service.determination.verdict import strictest
from service.determine import Answer, Determiner, Head
from service.errors import Unavailable
from service.identity import address_agrees, country_agrees, name_agrees, number_agrees
from service.lookups import by_name
from service.parties import brief, read_cards, seats_in_force
from service.policy.model import STRICTNESS, Decision, Policy

Row = dict[str, Any]
MAX_CANDIDATES = 20


@dataclass(slots=True)
class Match:
    """Who the customer is. ``parties``: candidates; ``identified``: sure enough to allow; ``doubts``: reason codes."""

    by: Literal["identifier", "name", "none"]
    parties: list[Row] = field(default_factory=list)
    identified: bool = False
    doubts: list[str] = field(default_factory=list)
    agrees: list[str] = field(default_factory=list)

    @property
    def score(self) -> int:
        """0 to 100: an identifier alone, or name, country and one more attribute together, make 100."""
        return min(100, sum(_WEIGHTS[name] for name in set(self.agrees)))


_WEIGHTS = {"identifier": 100, "name": 40, "country": 30, "number": 30, "address": 30}


def screen(
    request: Screening,
    determiner: Determiner,
    graph: Graph,
    *,
    persons: bool = True,
    rules: Mapping[str, Policy] | None = None,
) -> Row:
    """The answer to a screening. ``persons``: whether natural persons are named.

    ``rules``: the policies by the ids that the request names, where they are not the known ones.

    Raises NotFound for an unknown policy, Unavailable if the graph is older than ``min_revision``, Busy, GraphError:
    callers treat every failure as a hold.
    """
    now = datetime.now(UTC)
    head = determiner.head()
    require_revision(head, request.min_revision)
    policies = list(dict.fromkeys(request.policies))
    rules = rules or {name: determiner.policy(name, now.date()) for name in policies}
    match = identify(request, graph, now.date())
    results: list[Row] = []
    answers: list[Answer] = []
    for party in match.parties if match.by == "identifier" or len(match.parties) == 1 else []:
        for name in policies:
            answer = determiner.determine(party["id"], rules[name], head=head)
            answers.append(answer)
            results.append(_result(answer.document, persons) | {"party": party["id"], "revision": answer.revision})
    return _answer(request, match, results, answers, head, now, persons)


def require_revision(head: Head, least: int | None) -> None:
    """Raises Unavailable if the graph has not come as far as ``least``."""
    if least is not None and head.head < least:
        detail = f"The graph is at revision {head.head}, older than the {least} you ask for."
        raise Unavailable("revision_not_reached", detail, "Wait and ask again; do not act on an older answer.")


def identify(request: Screening, graph: Graph, today: date) -> Match:
    """The party that a customer is, or the ones that it may be. Raises GraphError."""
    if keys := request.keys:
        rows = graph.read("lookup/parties_by_identifiers", keys=keys)
        if found := list(dict.fromkeys(row["id"] for row in rows)):
            cards = read_cards(graph, found)
            return _by_identifier(request, [cards[id_] for id_ in found if id_ in cards], keys, rows, today)
    if request.name is None:
        return Match("none", doubts=["not_found"])
    cards = read_cards(graph, by_name(graph, request.name, MAX_CANDIDATES + 1))
    match = _by_name(request, list(cards.values()), today)
    if keys:
        # Somebody gave an identifier that nobody answers to: whoever bears that name may be somebody else.
        match.identified = False
        match.doubts.append("identifier_unknown")
    return match


def _by_identifier(request: Screening, cards: list[Row], keys: list[str], rows: list[Row], today: date) -> Match:
    match = Match("identifier", cards, identified=True, agrees=["identifier"])
    if len(cards) > 1:
        match.doubts.append("ambiguous")
    for card in cards:
        seats = seats_in_force(card, today)
        told = {
            "name": name_agrees(request.name, card["names"]) if request.name else None,
            "country": country_agrees(request.country, seats) if request.country else None,
            "number": number_agrees(request.number, card["identifiers"]) if request.number else None,
            "address": address_agrees(request.address, seats) if request.address else None,
        }
        if told["name"] is False or told["country"] is False:
            match.doubts.append("identifier_name_mismatch")
        if told["number"] is False or _contradicts(keys, rows, card):
            match.doubts.append("identifier_conflict")
        match.agrees += [name for name, agreed in told.items() if agreed]
    return match


def _contradicts(keys: list[str], rows: list[Row], card: Row) -> bool:
    """Whether one of the identifiers given is nobody's, while the party has another of the same register."""
    known = {row["key"] for row in rows}
    schemes = {key.partition(":")[0] for key in card["identifiers"]}
    return any(key.partition(":")[0] in schemes for key in keys if key not in known)


def _by_name(request: Screening, cards: list[Row], today: date) -> Match:
    """By exactly this name: identified only if country and one more attribute agree, and nothing disagrees."""
    if len(cards) > MAX_CANDIDATES:
        return Match("name", cards[:MAX_CANDIDATES], doubts=["ambiguous"])
    if request.country is not None:
        cards = [card for card in cards if country_agrees(request.country, seats_in_force(card, today)) is not False]
    if not cards:
        return Match("none", doubts=["not_found"])
    sure = [(card, agreed) for card in cards if len(agreed := _agreements(request, card, today)) > 2]
    if len(sure) == 1:
        return Match("name", [sure[0][0]], identified=True, agrees=sure[0][1])
    if sure or len(cards) > 1:
        return Match("name", [card for card, _ in sure] or cards, doubts=["ambiguous"])
    return Match("name", cards, doubts=["insufficient_identity"], agrees=_agreements(request, cards[0], today))


def _agreements(request: Screening, card: Row, today: date) -> list[str]:
    seats = seats_in_force(card, today)
    agreed = ["name"]
    if request.country is not None and country_agrees(request.country, seats):
        agreed.append("country")
    number = number_agrees(request.number, card["identifiers"]) if request.number else None
    if "country" in agreed and number is not False:
        agreed += ["number"] if number else []
        agreed += ["address"] if request.address and address_agrees(request.address, seats) else []
    return agreed


def _result(document: Row, persons: bool) -> Row:
    sentence = document["sentence" if persons else "sentence_without_persons"]
    return {
        "policy": document["policy"],
        "verdict": document["verdict"],
        "decision": document["decision"],
        "reason_codes": reason_codes(document),
        "sentence": sentence,
        "oldest_source": document["oldest_source"],
        "evaluated_at": document["evaluated_at"],
    }


def reason_codes(document: Row) -> list[str]:
    """Why a determination is what it is, as stable codes: the set with its basis, then flags that ask for a review."""
    prefix = {"certain": "restricted", "possible": "possible"}.get(document["set"])
    if prefix is not None:
        codes = [f"{prefix}_{basis}" for basis in document["basis"]]
    else:
        codes = ["cleared" if document["set"] == "cleared" else "not_enough_known"]
    return codes + [flag["code"] for flag in document["flags"] if flag["effect"] == "review"]


IDENTITY_SENTENCES = {
    "not_found": "Nobody in the graph answers to these details.",
    "ambiguous": "More than one party answers to these details.",
    "insufficient_identity": "A party bears this name, but a name alone does not identify a customer.",
    "identifier_name_mismatch": "The identifier belongs to a party with another name or country.",
    "identifier_conflict": "The identifiers given contradict what registers say of the party.",
    "identifier_unknown": "Nobody in the graph has the identifier given.",
}
_ANSWERS_NOBODY = frozenset({"ambiguous", "not_found"})


def _answer(
    request: Screening,
    match: Match,
    results: list[Row],
    answers: list[Answer],
    head: Head,
    now: datetime,
    persons: bool,
) -> Row:
    doubts = list(dict.fromkeys(match.doubts))
    decisions: list[Decision] = [one["decision"] for one in results] if match.identified else []
    if doubts or not decisions:
        decisions.append("hold")
    decision = strictest(decisions)
    deciding = max(results, key=lambda one: STRICTNESS[one["decision"]], default=None)
    shown = deciding if deciding and (decision == "deny" or not _ANSWERS_NOBODY & set(doubts)) else None
    # Of several policies those speak that are as strict as the answer: what clears under one is no reason of a deny.
    speaking = [one for one in results if shown and one["decision"] == shown["decision"]]
    codes = [code for one in speaking for code in one["reason_codes"]]
    sentences = [IDENTITY_SENTENCES[code] for code in doubts] + ([shown["sentence"]] if shown else [])
    today = now.date()
    listed = {card["id"]: _party(card, today, persons) for card in match.parties}
    return {
        "decision": decision,
        "verdict": shown["verdict"] if shown else None,
        "reason_codes": list(dict.fromkeys([*doubts, *codes])),
        "sentence": " ".join(sentences),
        "party": listed[shown["party"]] if shown else None,
        "policy": shown["policy"] if shown else None,
        "results": [{key: one[key] for key in _SHOWN} for one in results],
        "revision": min((answer.revision for answer in answers), default=head.head),
        "age": _age(results, now),
        "recheck_after": datetime.combine(today + timedelta(days=1), time(), UTC).isoformat(),
        "customer_ref": request.customer_ref,
        "mode": request.mode,
        "match": {
            "by": match.by,
            "identified": match.identified,
            "score": match.score,
            "reasons": list(dict.fromkeys(match.agrees)),
            "candidates": list(listed.values()),
        },
    }


_SHOWN = ("party", "policy", "verdict", "decision", "reason_codes", "sentence", "revision")


def _party(card: Row, today: date, persons: bool) -> Row:
    party = brief(card, today)
    named = persons or card["kind"] != "person"
    return {"id": party["id"], "name": party["name"] if named else None, "country": party["country"]}


def _age(results: list[Row], now: datetime) -> Row:
    """Seconds since the oldest evaluation; days since the oldest date of a deciding source, None if none is dated."""
    evaluated = [datetime.fromisoformat(one["evaluated_at"]) for one in results]
    sources = [date.fromisoformat(one["oldest_source"]) for one in results if one["oldest_source"]]
    return {
        # What is computed for this very request is evaluated after the request began.
        "evaluated_seconds": max([0, *(int((now - one).total_seconds()) for one in evaluated)]),
        "oldest_source_days": max(((now.date() - one).days for one in sources), default=None),
    }
