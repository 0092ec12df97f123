"""The proof checker: it accepts what the engine proves, and nothing that was altered in a way that matters."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.determination.case import decode, read
from service.determination.document import document
from service.determination.situation import Solved
from service.evaluation import evaluate
from service.policy.file import Policies
from service.policy.model import Policy
from service.proofcheck.proven import CUT, check
from service.proofcheck.reading import Unreadable

TODAY = date(2026, 1, 1)
KNOWN = Policies()
AGGREGATE = KNOWN.pick("unsupported-regions", TODAY)
RULES = [
    AGGREGATE,
    AGGREGATE,
    replace(AGGREGATE, aggregation="per_holder", comparator=">="),
    replace(AGGREGATE, threshold=Fraction(25), presumptions=(), soft_control=False, registration="possible"),
    replace(AGGREGATE, seats=False, hard_control=("board_majority",), metrics=("votes",), comparator=">="),
    replace(AGGREGATE, seed_kinds=("company", "state", "person"), registration="ignored"),
]
Documents = dict[str, dict[str, Any]]
mostly = st.sampled_from


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Small worlds with everything that a proof has to carry: rings, bands, unknowns, joint holders, own shares."""
    size = draw(st.integers(2, 8))
    ids = [f"P{number}" for number in range(size)]
    parties = []
    for number, id_ in enumerate(ids):
        kind = draw(mostly(["company"] * 7 + ["person", "state", "unknown", "branch"]))
        party: dict[str, Any] = {"id": id_, "kind": kind}
        if kind == "branch":
            party |= {"branch_of": ids[draw(st.integers(0, number - 1))]} if number else {"kind": "company"}
        kinds = ["residence", "nationality"] if kind == "person" else ["headquarters", "registered", "analyst"]
        places = mostly(["CN", "CN", "HK", "GB", "US", "DE", "KY", "XK"])
        party["seats"] = [
            {"kind": draw(mostly(kinds)), "jurisdiction": draw(places)} for _ in range(draw(mostly([0, 1, 1, 2])))
        ]
        party["designation"] = draw(mostly([None] * 7 + ["restricted", "possible", "cleared", "cleared"]))
        party["listed"] = draw(mostly([False] * 9 + [True]))
        party["rest"] = draw(mostly(["undisclosed", "undisclosed", "cleared"]))
        party["grade"] = draw(mostly(["A", "A", "A", "C"]))
        parties.append(party)
    interests = [draw(interest_in(ids)) for _ in range(draw(st.integers(1, 3 * size)))]
    return {"parties": parties, "interests": interests}


@st.composite
def interest_in(draw: st.DrawFn, ids: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"holder": draw(mostly(ids)), "subject": draw(mostly(ids))}
    rights = ["board_majority", "consolidation", "veto", "significant_influence", "option"]
    if draw(mostly([False] * 4 + [True])):
        made["right"] = draw(mostly(rights))
    else:
        low, high = sorted(draw(st.tuples(*[mostly([0, 10, 25, 30, 49, 50, 51, 60, 75, 100])] * 2)))
        figures = [{}, {"percent": low}, {"percent": high}, {"percent": high}, {"min": low, "max": high}]
        made |= {"metric": draw(mostly(["shares", "shares", "votes", "profits"]))} | draw(mostly(figures))
        made["directness"] = draw(mostly(["direct"] * 4 + ["unknown", "unknown", "indirect", "total"]))
    made["capacity"] = draw(mostly(["own"] * 8 + ["nominee", "trustee", "depositary"]))
    made["group"] = draw(mostly([None] * 5 + ["g"]))
    made["concert"] = draw(mostly([None] * 5 + ["c"]))
    return made


def through_json(made: Any) -> Any:
    return json.loads(json.dumps(made))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(case=cases(), policy=st.sampled_from(RULES))
def test_every_determination_of_a_random_case_is_proven(case: dict[str, Any], policy: Policy) -> None:
    world = read(decode(json.dumps(case).encode())).world
    solved = Solved.of(world, policy, TODAY)
    for id_ in world.parties:
        assert check(through_json(document(solved, id_))) == []


def answers(parties: dict[str, Any], *interests: str, **case: Any) -> Documents:
    """``{"R": "CN"}`` sits there; "R 60 T" holds 60 % of its shares, "R veto T" has a right."""
    about = {id_: {"seats": [seat(seats)]} if isinstance(seats, str) else seats for id_, seats in parties.items()}
    held = []
    for text in interests:
        holder, what, subject, *more = text.split()
        amount = {"right": what} if what[0].isalpha() else {"metric": "shares"}
        amount |= {"percent": what} if what[0].isdigit() else {}
        held.append({"holder": holder, "subject": subject} | amount | dict(word.split("=") for word in more))
    made = {"parties": [{"id": id_} | party for id_, party in about.items()], "interests": held} | case
    answer = evaluate(decode(json.dumps(made).encode()), KNOWN, TODAY)
    assert isinstance(answer, dict) and "error" not in answer, answer
    return through_json(answer["results"])


def seat(code: str) -> dict[str, str]:
    return {"kind": "headquarters", "jurisdiction": code}


GOOD = {"designation": "cleared"}
WORLDS: dict[str, Callable[[], dict[str, Any]]] = {
    "certain": lambda: answers(
        {"R": "CN", "S": "HK", "M": "GB", "T": "DE", "G": GOOD}, "R 60 M", "M 30 T", "R 25 T", "G 45 T", "X 5 M"
    )["T"],
    "certain by control": lambda: answers({"R": "CN", "T": "DE"}, "R consolidation T")["T"],
    "certain by a concert": lambda: answers(
        {"R": "CN", "M": "GB", "T": "DE"}, "R 30 T concert=c", "M 30 T concert=c", "X 5 T"
    )["T"],
    "certain by itself": lambda: answers({"R": "CN"})["R"],
    "possible": lambda: answers({"R": "CN", "M": "GB", "T": "DE", "G": GOOD}, "R ? M", "G 20 M", "M 30 T", "G 40 T")[
        "T"
    ],
    "cleared": lambda: answers(
        {"R": "CN", "G": GOOD, "H": "GB", "T": "GB"}, "G 80 H", "H 55 T", "R 20 T", "G board_majority T", "Y veto T"
    )["T"],
    "open": lambda: answers({"R": "CN", "X": "VG", "T": "GB"}, "R 20 T", "X 70 T")["T"],
}


@pytest.fixture(scope="module", params=WORLDS)
def proven(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: dict[str, Any] = WORLDS[request.param]()
    assert made["set"] == request.param.partition(" ")[0]
    assert check(made) == []
    return made


CHECKED = (
    "entity", "verdict", "decision", "set", "basis", "flags", "threshold", "margin", "main_path", "deciding",
    "deciding_complete", "certificate",
)  # fmt: skip
CHOICES = {
    "set": ["certain", "possible", "cleared", "open"],
    "standing": ["restricted", "possible", "cleared", "supported", "unknown"],
    "place": ["restricted", "supported", "unknown"],
    "designation": ["restricted", "possible", "cleared", None],
    "verdict": ["restricted", "review", "clear", "unknown"],
    "decision": ["deny", "hold", "allow"],
    "comparator": [">", ">="],
}
Path_ = tuple[str | int, ...]


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every scalar of a document, and (as DROP) every entry of its lists."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from leaves(below, (*path, number))
            yield (*path, number), DROP
    else:
        yield path, value


DROP = object()


def changes(path: Path_, value: Any) -> list[Any]:
    """Other values that a forger, or a defect, might put there."""
    key = next(str(part) for part in reversed(path) if isinstance(part, str))
    if value is DROP:
        return [DROP]
    if key in CHOICES:
        return [choice for choice in CHOICES[key] if choice != value]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if value is None:
        return ["1"]
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return [str(int(float(value)) + step) for step in (7, -7)]
    return ["other"]


def changed(made: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    at = forged = copy.deepcopy(made)
    for part in path[:-1]:
        at = at[part]  # type: ignore[index]
    if value is DROP:
        del at[path[-1]]  # type: ignore[arg-type]
    else:
        at[path[-1]] = value  # type: ignore[index]
    return forged


def refused(made: Any) -> bool:
    try:
        return bool(check(made))
    except Unreadable:
        return True


FOR_PEOPLE = r"\.(name|stake|seats\.\d+|source|record|url|published|valid_from|valid_to|stated)$"
HARMLESS = {
    f"(entity|deciding|main_path).*{FOR_PEOPLE}": "told beside the proof",
    r"flags\.\d+(\.code|\.sentence|\.edges\.\d+)?$": "which flags are raised is not the proof's; their effect is",
    r"rule\.(metrics|hard|soft|presumptions|seed_kinds)\.\d+$": "a word of the rule that this proof does not use",
    r"rule\.(registration|residents|aggregation|seats)$": "likewise",
    r"rule\.decisions\.": "the rule's answer to a verdict that is not this one's",
    r"parties\.\d+\.holders$": "how many else there are does not weaken a certain proof",
    r"holdings\.\d+\.claims\.\d+$": "the claims behind a holding that is not a deciding edge",
    r"holdings\.\d+\.amounts\.shares\.(low|high)$": "an amount on the side that this proof does not count",
    r"holdings\.\d+\.weak_rights\.\d+$": "a soft right of somebody who is not restricted",
    r"parties\.\d+\.kind$": "a company or a state, where both stand alike",
    r"parties\.\d+\.seats\.\d+(\.kind|\.jurisdiction|\.place)?$": "evidence that gives the same standing",
}  # fmt: skip


def test_whatever_is_changed_is_refused_or_does_not_matter(proven: dict[str, Any]) -> None:
    survived = [
        ".".join(map(str, path))
        for path, value in leaves({key: proven[key] for key in CHECKED})
        for other in changes(path, value)
        if not refused(changed(proven, path, other))
    ]
    assert [where for where in survived if not any(re.search(harmless, where) for harmless in HARMLESS)] == []


def find(made: dict[str, Any], id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(party for party in made["certificate"]["parties"] if party["id"] == id_)
    return found


def holding(made: dict[str, Any], holder: str, subject: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in find(made, subject)["holdings"] if one["holder"] == holder)
    return found


def amount(holder: str, subject: str, **values: str) -> Callable[[dict[str, Any]], None]:
    return lambda made: holding(made, holder, subject)["amounts"]["shares"].update(values)


def without(holder: str, subject: str) -> Callable[[dict[str, Any]], None]:
    return lambda made: find(made, subject)["holdings"].remove(holding(made, holder, subject))


def party(id_: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda made: find(made, id_).update(values)


def claim(made: dict[str, Any], set_: str, verdict: str, decision: str) -> None:
    made.update(set=set_, verdict=verdict, decision=decision)


FORGERIES: list[tuple[str, str, Callable[[dict[str, Any]], Any]]] = [
    ("certain", "a raised low", amount("M", "T", low="90", high="90")),
    ("certain", "a lowered low", amount("R", "M", low="10", high="10")),
    ("certain", "no such holder", without("R", "T")),
    ("certain", "the restricted seat turned supported", lambda m: find(m, "R")["seats"][0].update(place="supported")),
    ("certain", "the round of the middle", party("M", round=3)),
    ("certain", "the middle in another set", party("M", set="possible")),
    ("certain", "another threshold", lambda m: m["threshold"].update(percent="10")),
    ("certain", "set, verdict and decision softened together", lambda m: claim(m, "open", "unknown", "hold")),
    ("certain", "the seed removed", lambda m: m["certificate"]["parties"].remove(find(m, "R"))),
    ("certain", "an edge dropped", lambda m: m["deciding"].pop()),
    ("certain by a concert", "a member exchanged", lambda m: find(m, "concert:T:c").update(members=["M", "X"])),
    ("certain by a concert", "the seed is no member", without("R", "concert:T:c")),
    ("certain by itself", "another seat", lambda m: find(m, "R")["seats"][0].update(jurisdiction="GB")),
    ("possible", "an outside holder dropped", without("G", "T")),
    ("possible", "an outside holder raised", amount("G", "T", low="80", high="80")),
    ("possible", "an outside holder dropped further up", without("G", "M")),
    ("possible", "an outside holder raised further up", amount("G", "M", low="80", high="80")),
    ("possible", "said to be certain", lambda m: claim(m, "certain", "restricted", "deny")),
    ("possible", "the rest cleared by decree", lambda m: find(m, "T").update(rest_cleared=["shares"])),
    ("cleared", "what the others have", amount("H", "T", low="45", high="45")),
    ("cleared", "the clearing party is restricted", lambda m: find(m, "G").update(designation="restricted")),
    ("cleared", "control by somebody else", lambda m: holding(m, "Y", "T").update(rights=["board_majority"])),
    ("cleared", "influence by a restricted party", lambda m: holding(m, "R", "T").update(weak_rights=["veto"])),
    ("cleared", "the holders of the influential", party("Y", holders=1)),
    ("cleared", "a clear decision in spite of a review", lambda m: m["flags"][0].update(effect="review")),
    ("cleared", "a seat that says nothing", lambda m: find(m, "T")["seats"][0].update(offshore=True)),
    ("open", "said to be cleared", lambda m: claim(m, "cleared", "clear", "allow")),
    ("open", "a holder without its stake", without("X", "T")),
    ("open", "a restricted majority", amount("R", "T", low="60", high="60")),
]  # fmt: skip


@pytest.mark.parametrize(("world", "what", "forge"), FORGERIES, ids=[what for _, what, _ in FORGERIES])
def test_forgeries_are_refused(world: str, what: str, forge: Callable[[dict[str, Any]], Any]) -> None:
    made = WORLDS[world]()
    forge(made)
    assert refused(made), what


def test_the_reason_names_the_party() -> None:
    made = WORLDS["certain"]()
    amount("R", "M", low="10", high="10")(made)
    assert any(finding.party == "M" and "not enough" in finding.why for finding in check(made))


def test_a_ring_without_a_seed_proves_nothing() -> None:
    made = answers({"R": "CN", "A": "GB", "B": "GB"}, "R 60 A", "A 60 B", "B 10 A")["B"]
    assert check(made) == []
    find(made, "R").update(standing="supported", set="open", round=None, seats=[])
    assert refused(made)


def test_each_holder_alone_needs_one_seed() -> None:
    rule = replace(AGGREGATE, aggregation="per_holder")
    case = {
        "parties": [{"id": "R", "seats": [seat("CN")]}, {"id": "S", "seats": [seat("CN")]}, {"id": "T"}],
        "interests": [
            {"holder": holder, "subject": "T", "metric": "shares", "percent": 30} for holder in ("R", "S")
        ],
    }  # fmt: skip
    world = read(decode(json.dumps(case).encode())).world
    together = through_json(document(Solved.of(world, AGGREGATE, TODAY), "T"))
    assert (together["set"], check(together)) == ("certain", [])
    together["certificate"]["rule"]["aggregation"] = "per_holder"
    assert any("tested alone" in finding.why for finding in check(together))
    alone = through_json(document(Solved.of(world, rule, TODAY), "T"))
    assert (alone["set"], check(alone)) == ("possible", [])


def test_a_possible_seed_that_is_certain_by_its_holders_shows_them() -> None:
    doubtful = {"designation": "possible"}
    made = answers({"R": "CN", "T": doubtful}, "R 60 T")["T"]
    assert (made["set"], made["basis"], made["margin"]) == ("certain", ["ownership"], "10")
    assert [edge["holder"]["id"] for edge in made["deciding"]] == ["R"]


def test_a_branch_is_proven_by_its_head_or_by_its_own_seat() -> None:
    branches = {
        "B": {"kind": "branch", "branch_of": "T"},
        "C": {"kind": "branch", "branch_of": "T"} | {"seats": [seat("CN")]},
    }
    made = answers({"G": GOOD, "T": "GB", **branches}, "G 60 T")
    assert [(made[id_]["set"], check(made[id_])) for id_ in ("B", "C")] == [("cleared", []), ("certain", [])]
    made["C"]["certificate"]["branch"]["seats"][0]["place"] = "supported"
    assert refused(made["C"])


def test_a_cut_proof_says_so() -> None:
    names = [f"N{number}" for number in range(40)]
    world = read(
        decode(
            json.dumps(
                {
                    "parties": [{"id": names[0], "seats": [seat("CN")]}],
                    "interests": [
                        {"holder": above, "subject": below, "metric": "shares", "percent": 60}
                        for above, below in pairwise(names)
                    ],
                }
            ).encode()
        )
    ).world
    solved = Solved.of(world, AGGREGATE, TODAY)
    whole, cut = (through_json(document(solved, names[-1], most_edges=most)) for most in (100, 20))
    assert check(whole) == []
    assert [finding.why for finding in check(cut)] == [CUT]
    assert len(cut["certificate"]["parties"]) == 1


@pytest.mark.parametrize(
    "broken",
    [None, [], "x", {}, {"set": "open"}, {"set": "open", "certificate": 1}, {"set": "open", "certificate": {}}],
)
def test_what_is_no_determination_is_unreadable(broken: Any) -> None:
    with pytest.raises(Unreadable):
        check(broken)


@pytest.mark.parametrize("figure", ["NaN", "-1", "101", "1e400", "", "٣", 40, None, [], {}])
def test_figures_that_are_none_are_unreadable(figure: Any) -> None:
    made = WORLDS["certain"]()
    holding(made, "R", "T")["amounts"]["shares"]["low"] = figure
    with pytest.raises(Unreadable):
        check(made)


def test_the_same_case_gives_the_same_bytes() -> None:
    assert json.dumps(WORLDS["cleared"]()) == json.dumps(WORLDS["cleared"]())
