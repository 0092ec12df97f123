"""What if? Changes on top of the live graph, by both engines, with nothing stored; and both engines on cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cypher import Query
from cypher.graph import Graph
from service.determination.case import decode
from service.determine import Determiner
from service.errors import NotFound
from service.evaluation import evaluate
from service.policy.file import Policies
from service.whatif import what_if

POLICIES = Policies()
TODAY = date(2026, 11, 1)
ALDER, DELTA, GAMMA, TWIN = "GB-COH:09000001", "RA000242:HRB1001", "GB-COH:09000003", "GB-COH:09000004"
HOLDING = "LEI:5299000000000000CN01"
MARY_ALDER = f"invented:invented:persons/mary>{ALDER}"
HOLDING_DELTA = f"invented:{HOLDING}>{DELTA}"
CHINA = {"kind": "headquarters", "jurisdiction": "CN"}
EVERYTHING = Query(
    "tests/everything",
    "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS relationships,"
    " sum(size(keys(r))) + sum(size(keys(n))) AS properties, sum(size(labels(n))) AS labels",
    {},
    "How much there is.",
)


@pytest.fixture
def ask(world: Graph) -> Callable[..., Any]:
    """Both engines' answer, which is one answer; the graph is as it was."""

    def asking(entity: str, changes: Any, **options: Any) -> Any:
        before = world.read(EVERYTHING), world.read("outbox/head")
        document = decode(json.dumps({"entity": entity, "changes": changes}).encode())
        memory, cypher = (
            what_if(document, world, POLICIES, TODAY, engine=engine, **options)  # type: ignore[arg-type]
            for engine in ("memory", "cypher")
        )
        assert memory.pop("engine", {"name": "memory"})["name"] == "memory"
        assert cypher.pop("engine", {"name": "cypher"})["name"] == "cypher"
        assert json.dumps(memory) == json.dumps(cypher)
        assert (world.read(EVERYTHING), world.read("outbox/head")) == before
        return memory

    return asking


def test_a_new_owner_from_a_restricted_place(world: Graph, ask: Callable[..., Any]) -> None:
    changes = {
        "parties": [{"id": "X", "name": "New Co", "seats": [CHINA]}],
        "interests": [{"holder": "X", "subject": ALDER, "metric": "shares", "percent": 60, "replaces": MARY_ALDER}],
    }
    answer = ask(ALDER, changes)
    assert answer["differs"]["set"] == {"before": "cleared", "after": "certain"}
    assert answer["differs"]["decision"] == {"before": "allow", "after": "deny"}
    assert answer["differs"]["margin"]["after"] == "10"
    assert answer["after"]["deciding"][0]["holder"]["name"] == "New Co"
    assert answer["after"]["deciding"][0]["claims"][0]["key"] == MARY_ALDER
    live = Determiner(world, POLICIES).determine(ALDER, as_of=TODAY).document
    assert answer["before"] == {key: live[key] for key in answer["before"]}
    assert answer["revision"] == live["revision"]


def test_a_real_holder_brings_its_own_owners(ask: Callable[..., Any]) -> None:
    interest = {"holder": DELTA, "subject": TWIN, "metric": "votes", "min": 75, "max": 100}
    after = ask(TWIN, {"interests": [interest]})["after"]
    assert after["set"] == "certain"
    assert [edge["holder"]["id"] for edge in after["main_path"]] == [HOLDING, DELTA]


def test_a_party_answers_to_all_its_identifiers(ask: Callable[..., Any]) -> None:
    merged = "LEI:529900000000000000A1"
    interest = {"holder": HOLDING, "subject": "GB-COH:09000006", "metric": "shares", "percent": 100}
    answer = ask(merged, {"interests": [interest]})
    assert answer["differs"]["set"]["after"] == "certain"
    assert ask("GB-COH:09000006", {})["entity"] == merged


def test_an_interest_that_is_removed_and_one_that_is_replaced(ask: Callable[..., Any]) -> None:
    assert ask(DELTA, {"remove": [HOLDING_DELTA]})["differs"]["set"] == {"before": "certain", "after": "open"}
    less = {"holder": HOLDING, "subject": DELTA, "metric": "shares", "percent": "40", "replaces": HOLDING_DELTA}
    assert ask(DELTA, {"interests": [less]})["after"]["set"] == "possible"
    ended = less | {"percent": "60", "valid_to": "2026-06-01"}
    assert "former_restricted_holder" in {flag["code"] for flag in ask(DELTA, {"interests": [ended]})["after"]["flags"]}


def test_seats_and_fields_of_a_party_that_is_there(ask: Callable[..., Any]) -> None:
    move = {
        "parties": [{"id": HOLDING, "seats": [{"kind": "headquarters", "jurisdiction": "SG"}]}],
        "end_seats": [
            {"party": HOLDING, "kind": "headquarters", "jurisdiction": "CN"},
            {"party": HOLDING, "kind": "registered", "jurisdiction": "cn"},
        ],
    }
    assert ask(DELTA, move)["differs"]["set"]["before"] == "certain"
    assert ask(DELTA, move)["after"]["set"] != "certain"
    assert ask(DELTA, {"parties": [{"id": HOLDING, "dissolved_on": "2026-01-01"}]})["after"]["set"] == "open"
    listed = ask(ALDER, {"parties": [{"id": ALDER, "designation": "restricted", "name": "Renamed"}]})["after"]
    assert (listed["basis"], listed["entity"]["name"]) == (["designation"], "Renamed")


def test_a_new_branch_of_a_party_that_is_there(ask: Callable[..., Any]) -> None:
    branch = {
        "id": "B",
        "kind": "branch",
        "branch_of": HOLDING,
        "seats": [{"kind": "registered", "jurisdiction": "DE"}],
    }
    interest = {"holder": "B", "subject": ALDER, "metric": "shares", "percent": 80, "replaces": MARY_ALDER}
    assert ask(ALDER, {"parties": [branch], "interests": [interest]})["after"]["set"] == "certain"


def test_no_change_is_no_difference(ask: Callable[..., Any]) -> None:
    answer = ask(DELTA, {})
    assert answer["differs"] == {}
    assert answer["before"] == answer["after"]


def test_the_past_is_asked_as_well(ask: Callable[..., Any]) -> None:
    changes = {"remove": [MARY_ALDER]}
    assert ask(ALDER, changes, as_of=date(2026, 1, 1))["before"]["as_of"] == "2026-01-01"
    answer = ask(ALDER, changes, policy="ofac-50")
    assert answer["policy"]["id"] == "ofac-50"
    assert answer["before"]["verdict"] == "unknown", "its list is not loaded"


X_HOLDS = {"holder": "X", "subject": ALDER, "metric": "shares", "percent": 60}
REFUSED = [
    (None, "bad_shape", "changes"),
    ([], "bad_shape", "changes"),
    ({"party": []}, "unknown_key", "changes"),
    ({"parties": {}}, "bad_shape", "changes.parties"),
    ({"parties": ["X"]}, "bad_shape", "changes.parties[0]"),
    ({"parties": [{"id": ["X"]}]}, "bad_value", "changes.parties[0].id"),
    ({"parties": [{"id": "X"}, {"id": "X"}]}, "duplicate_party", "changes.parties[1].id"),
    ({"interests": [X_HOLDS]}, "unknown_party", "changes.interests[0].holder"),
    ({"interests": [X_HOLDS | {"percent": 101}]}, "bad_figure", "changes.interests[0]"),
    ({"interests": [X_HOLDS | {"share": 1}]}, "unknown_key", "changes.interests[0]"),
    ({"remove": ["nothing"]}, "unknown_claim", "changes.remove[0]"),
    ({"remove": [7]}, "unknown_claim", "changes.remove[0]"),
    ({"remove": [{}]}, "bad_value", "changes.remove[0]"),
    (
        {"parties": [{"id": "X"}], "interests": [X_HOLDS | {"replaces": HOLDING_DELTA}]},
        "unknown_claim",
        "changes.interests[0].replaces",
    ),
    (
        {"parties": [{"id": "X"}], "interests": [X_HOLDS | {"id": MARY_ALDER}]},
        "duplicate_interest",
        "changes.interests[0].id",
    ),
    (
        {"end_seats": [{"party": ALDER, "kind": "headquarters", "jurisdiction": "CN"}]},
        "unknown_seat",
        "changes.end_seats[0]",
    ),
    ({"end_seats": [{"party": ALDER}]}, "bad_value", "changes.end_seats[0].kind"),
]


@pytest.mark.parametrize(("changes", "code", "where"), REFUSED)
def test_what_is_refused_says_where(world: Graph, changes: Any, code: str, where: str) -> None:
    document = decode(json.dumps({"entity": ALDER, "changes": changes}).encode())
    error = what_if(document, world, POLICIES, TODAY)["error"]
    assert error["code"] == code
    assert error["where"].startswith(where)


def test_an_entity_that_nobody_is(world: Graph) -> None:
    with pytest.raises(NotFound):
        what_if({"entity": "LEI:NOBODY", "changes": {}}, world, POLICIES, TODAY)
    for document in ({"changes": {}}, {"entity": 7, "changes": {}}, {"entity": ALDER, "changes": {}, "parties": []}, 7):
        assert "error" in what_if(document, world, POLICIES, TODAY)


def test_over_http_it_is_an_evaluation(client: TestClient) -> None:
    body = {"entity": DELTA, "changes": {"remove": [HOLDING_DELTA]}}
    answers = [client.post(f"/v1/evaluations?engine={engine}", json=body) for engine in ("memory", "cypher")]
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = (answer.json() for answer in answers)
    assert first["differs"]["verdict"]["before"] == "restricted"
    assert first | {"engine": None} == second | {"engine": None}
    bad = client.post("/v1/evaluations", json={"entity": DELTA, "changes": {"remove": ["no"]}})
    assert (bad.status_code, bad.json()["code"], bad.json()["where"]) == (422, "refused_case", "changes.remove[0]")
    gone = client.post("/v1/evaluations", json={"entity": "LEI:NOBODY", "changes": {}})
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_entity")


def test_the_example_in_the_readme_answers_as_it_says(repository: Path, ask: Callable[..., Any]) -> None:
    text = (repository / "service/README.md").read_text("utf-8").split("\n## What if\n")[1].split("\n## ")[0]
    asked, told = (json.loads(part.split("```")[0]) for part in text.split("```json\n")[1:3])
    answer = ask(asked["entity"], asked["changes"])
    assert answer["differs"] == told["differs"]


SEAT_CN, SEAT_US = [{"kind": "headquarters", "jurisdiction": "CN"}], [{"kind": "headquarters", "jurisdiction": "US"}]


def holds(holder: str, subject: str, percent: float | None = None, **more: Any) -> dict[str, Any]:
    figure = {} if percent is None else {"percent": str(percent)}
    kind = {} if "right" in more else {"metric": "shares"}
    return {"holder": holder, "subject": subject} | kind | figure | more


def case(*interests: dict[str, Any], **more: Any) -> dict[str, Any]:
    parties = [{"id": "X", "seats": SEAT_CN}, {"id": "Y", "seats": SEAT_CN}, {"id": "U", "seats": SEAT_US}]
    return {"parties": parties, "interests": list(interests), "as_of": "2026-01-01"} | more


CASES = {
    "chain": case(holds("X", "A", 51), holds("A", "B", 51)),
    "exactly half": case(holds("X", "A", 50), holds("A", "B", 50)),
    "two parents": case(holds("X", "A", 30), holds("Y", "A", 30), holds("U", "A", 40)),
    "own shares": case(holds("X", "A", 2.35), holds("A", "A", 97.65)),
    "unknown share": case(holds("X", "A")),
    "cross-holding": case(holds("X", "A", 40), holds("X", "B", 40), holds("A", "B", 30), holds("B", "A", 30)),
    "arms": case(holds("X", "A", 60), holds("X", "B", 60), holds("A", "C", 30), holds("B", "C", 30)),
    "cleared": case(holds("U", "A", 80), parties=[{"id": "U", "seats": SEAT_US}, {"id": "A", "seats": SEAT_US}]),
    "group and concert": case(
        holds("X", "A", 60, group="g"), holds("U", "A", 60, group="g"),
        holds("Y", "B", 30, concert="c"), holds("U", "B", 30, concert="c"),
    ),
    "nominee and right": case(
        holds("U", "A", 60, capacity="nominee", on_behalf_of="X"), holds("X", "B", right="board_majority"),
        holds("X", "C", right="veto"), holds("X", "D", 90, directness="total"),
    ),
    "one holder alone": case(
        holds("P", "A", 30), holds("R", "A", 30), holds("P", "B", 60), holds("B", "C", 51),
        parties=[{"id": "P", "kind": "person", "designation": "restricted"}, {"id": "R", "designation": "restricted"}],
        policy="uk-ofsi",
    ),
    "half by list": case(
        holds("R", "A", 50), parties=[{"id": "R", "designation": "restricted"}], policy="ofac-50", rest="cleared"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_engines_give_the_same_bytes(world: Graph, name: str) -> None:
    document = decode(json.dumps(CASES[name]).encode())
    answers = []
    for engine in ("memory", "cypher"):
        answer = evaluate(document, POLICIES, TODAY, engine=engine, graph=world)  # type: ignore[arg-type]
        assert isinstance(answer, dict)
        assert answer.pop("engine")["name"] == engine
        answers.append(json.dumps(answer))
    assert answers[0] == answers[1]
