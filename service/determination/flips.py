"""What would flip the set: of single holdings and single missing facts the weightiest, and the smallest change. PURE.

Everything told here has been tried in the claims themselves. What is tried is bounded (``MAX_...``), nearest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cypher.quantity import WHOLE, Share, percent_text
from cypher.vocabulary import Metric
from service.determination.changes import Change, Trial, figures, rest_of
from service.determination.fixpoints import HELD
from service.determination.model import Holding
from service.determination.proof import Edge
from service.determination.situation import Membership, Situation

MAX_HOLDINGS = 25
MAX_PARTIES = 10
MAX_RESTS = 5
BADNESS: dict[Membership, int] = {"cleared": 0, "open": 1, "possible": 2, "certain": 3}
WORDS: dict[Membership, str] = {
    "certain": "restricted for certain",
    "possible": "possibly restricted",
    "cleared": "cleared",
    "open": "open (too little known)",
}


@dataclass(frozen=True, slots=True)
class _Flip:
    """``points``: by how much a figure changes, in trillionths; None for all else."""

    code: str
    change: Change
    to: Membership
    points: int | None = None


def flips(at: Situation, edges: Sequence[Edge]) -> list[dict[str, Any]]:
    """At most two: the largest effect and the smallest change of a figure. Empty if nothing single flips the set."""
    if at.set == "certain" and at.by_itself:
        return []
    trial = Trial(at)
    found: list[_Flip] = []
    for code, change in _facts(at, edges):
        if trial.spent:
            break
        undisclosed = change.kind == "party" and at.graph.nodes[change.subject].kind == "unknown"
        to = trial.confirmed(change) if undisclosed else trial.tried(change)
        if to != at.set:
            found.append(_Flip(code, change, to))
    found.sort(key=lambda flip: -abs(BADNESS[flip.to] - BADNESS[at.set]))
    moves = list(_moves(at, trial, edges))[::-1]
    largest, smallest = _first_confirmed(trial, found), _first_confirmed(trial, moves)
    told = [("largest_effect", largest), ("smallest_change", smallest)]
    return [_document(at, which, flip) for which, flip in told if flip is not None]


def _first_confirmed(trial: Trial, flips: Sequence[_Flip]) -> _Flip | None:
    return next((flip for flip in flips[:5] if trial.confirmed(flip.change) == flip.to), None)


def _facts(at: Situation, edges: Sequence[Edge]) -> Iterator[tuple[str, Change]]:
    """A holding that is not there, an undisclosed figure that is 0 or 100 %, a party or a rest that is placed."""
    for holding in _holdings(at, edges):
        yield "gone", Change("gone", holding.subject, holding)
        claims = [at.solved.claims[key] for key in holding.claims]
        for metric in at.policy.metrics:
            if figures(holding, metric, claims) == Share(0, WHOLE):
                yield "known", Change("figure", holding.subject, holding, metric, Share(0, 0))
                yield "known", Change("figure", holding.subject, holding, metric, Share(WHOLE, WHOLE))
    unplaced = [
        id_
        for id_ in at.above[1:]
        if id_ not in at.sets.certain and id_ not in at.sets.cleared and id_ not in at.graph.joints
    ]
    for id_ in unplaced[:MAX_PARTIES]:
        yield "party", Change("party", id_, fact="restricted")
        yield "party", Change("party", id_, fact="cleared")
    rests = [
        (id_, metric, rest)
        for id_ in at.above
        if at.graph.nodes[id_].kind in HELD and id_ not in at.graph.joints
        for metric in at.policy.metrics
        if metric in at.graph.nodes[id_].stated
        and metric not in at.graph.nodes[id_].rest_cleared
        and (rest := rest_of(at.graph.into.get(id_, ()), metric))
    ]
    for id_, metric, rest in rests[:MAX_RESTS]:
        yield "rest", Change("rest", id_, metric=metric, share=Share(rest, rest), fact="restricted")
        yield "rest", Change("rest", id_, metric=metric, share=Share(rest, rest), fact="cleared")


def _holdings(at: Situation, edges: Sequence[Edge]) -> list[Holding]:
    """The deciding ones, then those in the entity, then those above it."""
    near = [holding for id_ in at.above[:MAX_HOLDINGS] for holding in at.graph.into.get(id_, ())[:MAX_HOLDINGS]]
    found = {
        (holding.subject, holding.holder): holding
        for holding in [*(edge.holding for edge in edges[:MAX_HOLDINGS]), *at.into[:MAX_HOLDINGS], *near]
        if holding.claims
    }
    return list(found.values())[:MAX_HOLDINGS]


def _moves(at: Situation, trial: Trial, edges: Sequence[Edge]) -> Iterator[_Flip]:
    """Ever smaller changes of one figure that flip: what is not smaller than the last one is not looked into."""
    least = WHOLE + 1
    for holding in _holdings(at, edges):
        claims = [at.solved.claims[key] for key in holding.claims]
        for metric in at.policy.metrics:
            share = figures(holding, metric, claims)
            for code, most, moved in _directions(share) if share is not None else ():
                move = _Move(trial, holding, metric, moved)
                short, enough = 0, min(most, least - 1)
                if enough == 0 or trial.spent or move.to(enough) == at.set:
                    continue
                while enough - short > 1:
                    middle = (short + enough) // 2
                    if move.to(middle) == at.set:
                        short = middle
                    else:
                        enough = middle
                least = enough
                yield _Flip(code, move.change(enough), move.to(enough), enough)


@dataclass(frozen=True, slots=True)
class _Move:
    """One way to move the figure of a holding by some trillionths."""

    trial: Trial
    holding: Holding
    metric: Metric
    moved: Callable[[int], Share]

    def change(self, by: int) -> Change:
        return Change("figure", self.holding.subject, self.holding, self.metric, self.moved(by))

    def to(self, by: int) -> Membership:
        return self.trial.tried(self.change(by))


def _directions(share: Share) -> list[tuple[str, int, Callable[[int], Share]]]:
    """Less and more than stated; and within what is stated, a tighter upper or lower end."""
    low, high = share.low, share.high
    wide = high - low
    return [
        ("less", high if wide < WHOLE else 0, lambda by: Share(max(0, low - by), high - by)),
        ("more", WHOLE - low if wide < WHOLE else 0, lambda by: Share(low + by, min(WHOLE, high + by))),
        ("at_most", wide, lambda by: Share(low, high - by)),
        ("at_least", wide, lambda by: Share(low + by, high)),
    ]


def _document(at: Situation, which: str, flip: _Flip) -> dict[str, Any]:
    change, holding = flip.change, flip.change.holding
    edge = holding and {
        "holder": holding.holder,
        "subject": holding.subject,
        "by": change.metric,
        "claims": list(holding.claims),
    }
    return {
        "which": which,
        "kind": flip.code,
        "edge": edge,
        "party": None if holding else change.subject,
        "by": change.metric,
        "low": percent_text(change.share.low) if change.share else None,
        "high": percent_text(change.share.high) if change.share else None,
        "points": percent_text(flip.points) if flip.points is not None else None,
        "fact": change.fact,
        "to": flip.to,
        "sentence": f"If {_if(at, flip)}, {at.name(at.entity)} would be {WORDS[flip.to]}, not {WORDS[at.set]}.",
    }


def _if(at: Situation, flip: _Flip) -> str:
    change, share = flip.change, flip.change.share
    name = at.name(change.subject)
    if change.kind == "party":
        return f"{name} turned out to be {'unrestricted' if change.fact == 'cleared' else 'restricted'}"
    if change.kind == "rest":
        assert share is not None
        who = "an unrestricted party" if change.fact == "cleared" else "a restricted party"
        return f"the undisclosed {percent_text(share.low)} % of the {change.metric} of {name} were held by {who}"
    assert change.holding is not None
    holder = at.name(change.holding.holder)
    if change.kind == "gone" or share is None:
        return f"{holder} had nothing in {name}"
    if flip.code == "known":
        return f"{holder} had {percent_text(share.low)} % of the {change.metric} of {name}"
    if flip.code == "at_most":
        return f"{holder} had at most {percent_text(share.high)} % of the {change.metric} of {name}"
    if flip.code == "at_least":
        return f"{holder} had at least {percent_text(share.low)} % of the {change.metric} of {name}"
    return f"{holder} had {percent_text(flip.points or 0)} points {flip.code} of the {change.metric} of {name}"
