"""Several policies in one request: every verdict is shown, the strictest decides; one policy answers as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cypher.graph import Graph
from service.determination.case import BadCase, decode, read
from service.evaluation import evaluate, failed
from service.policy.file import SHIPPED, Policies
from service.settings import Settings

DAY = date(2026, 1, 1)
TEXT = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text(encoding="utf-8")
QUARTER = TEXT.replace('id = "unsupported-regions"', 'id = "a-quarter"').replace('threshold = "50"', 'threshold = "25"')
CASE: dict[str, Any] = {
    "id": "c",
    "rest": "cleared",
    "parties": [
        {"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]},
        {"id": "L", "kind": "person", "designation": "restricted"},
        {"id": "T", "seats": [{"kind": "headquarters", "jurisdiction": "GB"}]},
    ],
    "interests": [
        {"holder": "X", "subject": "T", "metric": "shares", "percent": "30"},
        {"holder": "L", "subject": "T", "metric": "shares", "percent": "20"},
    ],
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of one policy of one's own: more than a quarter."""
    found = tmp_path_factory.mktemp("policies")
    (found / "quarter.toml").write_text(QUARTER, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def known(directory: Path) -> Policies:
    return Policies(directory)


def answer(case: Any, known: Policies, **options: Any) -> dict[str, Any]:
    found = evaluate(case, known, DAY, **options)
    assert isinstance(found, dict)
    return found


def test_every_verdict_is_shown_and_the_strictest_decides(known: Policies) -> None:
    several = answer(CASE | {"policies": ["ofac-50", "unsupported-regions", "a-quarter"]}, known)
    assert [one["id"] for one in several["policies"]] == ["ofac-50", "unsupported-regions", "a-quarter"]
    found = several["results"]["T"]
    alone = [
        answer(CASE, known, policy=name)["results"]["T"] for name in ("ofac-50", "unsupported-regions", "a-quarter")
    ]
    assert found["results"] == alone
    assert [one["verdict"] for one in alone][2] == "restricted"
    assert (found["decision"], found["verdict"], found["policy"]["id"]) == ("deny", "restricted", "a-quarter")
    assert found["sentence"] == alone[2]["sentence"]
    assert found["entity"]["id"] == "T"


def test_of_equal_decisions_the_graver_verdict_is_shown_then_the_first(known: Policies) -> None:
    case = {"parties": [{"id": "T"}], "interests": [{"holder": "L", "subject": "T", "metric": "shares"}]}
    case["parties"].append({"id": "L", "kind": "person", "designation": "possible"})
    found = answer(case | {"policies": ["ofac-50", "unsupported-regions", "eu-50"]}, known)["results"]["T"]
    verdicts = [one["verdict"] for one in found["results"]]
    assert {one["decision"] for one in found["results"]} == {"hold"}
    assert found["verdict"] == "review"
    assert found["policy"] == found["results"][verdicts.index("review")]["policy"]


def test_the_shape_follows_the_question(known: Policies) -> None:
    one = answer(CASE | {"policy": "ofac-50"}, known)
    assert one == answer(CASE, known, policy="ofac-50") == answer(CASE, known, policy=["ofac-50"])
    assert one == answer(CASE | {"policies": ["eu-50"]}, known, policy=["ofac-50", "ofac-50"])
    assert "policy" in one and "results" not in one["results"]["T"]
    several = answer(CASE | {"policies": ["ofac-50"]}, known)
    assert "policy" not in several and several["results"]["T"]["results"] == [one["results"]["T"]]


@pytest.mark.parametrize(
    ("extra", "code", "where"),
    [
        ({"policy": "ofac-50", "policies": ["eu-50"]}, "bad_value", "policies"),
        ({"policies": "ofac-50"}, "bad_shape", "policies"),
        ({"policies": ["ofac-50", 3]}, "bad_value", "policies[1]"),
        ({"policies": ["ofac-50"] * 11}, "too_large", "policies"),
    ],
)
def test_what_names_no_policies_is_refused(extra: dict[str, Any], code: str, where: str) -> None:
    with pytest.raises(BadCase) as refused:
        read(CASE | extra)
    assert (refused.value.code, refused.value.where) == (code, where)


def test_one_unknown_policy_refuses_the_case(known: Policies) -> None:
    found = answer(CASE | {"policies": ["ofac-50", "nobody"]}, known)
    assert failed(found) and found["error"]["code"] == "unknown_policy"


def test_a_case_cannot_name_a_file(known: Policies, directory: Path) -> None:
    found = answer(CASE | {"policies": [str(directory / "quarter.toml")]}, known)
    assert found["error"]["code"] == "unknown_policy"


def test_both_engines_say_the_same(known: Policies, graph: Graph) -> None:
    case = decode(b'{"parties": [{"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]}], "interests":'
                  b'[{"holder": "X", "subject": "A", "metric": "shares", "percent": 30}],'
                  b'"policies": ["a-quarter", "unsupported-regions"]}')  # fmt: skip
    memory, cypher = (answer(case, known, engine=engine, graph=graph) for engine in ("memory", "cypher"))
    assert memory["results"] == cypher["results"]


BANK = "LEI:2138008KTNTDICZU8L25"
WHERE = f"/v1/entities/{BANK}/determination"


@pytest.fixture(scope="module")
def own(world: Graph, settings: Settings, serve: Callable[..., Any], directory: Path) -> Iterator[TestClient]:
    """A client of a service with a directory of policies."""
    with serve(settings.model_copy(update={"controlpath_policy_dir": str(directory)})) as client:
        yield client


def test_over_http_the_policy_is_given_again(own: TestClient) -> None:
    names = ("a-quarter", "unsupported-regions", "ofac-50")
    got = own.get(WHERE, params={"policy": names})
    assert got.status_code == 200, got.text
    found = got.json()
    alone = [own.get(WHERE, params={"policy": name}).json() for name in names]
    assert found["results"] == alone
    assert [one["policy"]["id"] for one in alone] == list(names)
    assert found["entity"] == alone[0]["entity"]
    assert found["revision"] == alone[0]["revision"]
    assert (found["verdict"], found["decision"], found["policy"]["id"]) == ("restricted", "hold", "a-quarter")
    again = own.get(WHERE, params={"policy": names}, headers={"If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304
    assert own.get(WHERE, params={"policy": ["ofac-50", "ofac-50"]}).json() == alone[2]


def test_over_http_no_more_than_ten(own: TestClient) -> None:
    assert own.get(WHERE, params={"policy": ["ofac-50"] * 11}).status_code == 422
    assert own.get(WHERE, params={"policy": ["ofac-50", "nobody"]}).json()["code"] == "unknown_policy"


def test_a_policy_without_its_list_holds_on_every_address(own: TestClient) -> None:
    found = own.get(WHERE, params={"policy": "ofac-50"}).json()
    assert (found["verdict"], found["decision"]) == ("unknown", "hold")
    assert found["sentence"].startswith("The policy names lists that are not loaded, or too old: us-ofac-sdn.")
    screened = own.post("/v1/screenings", json={"identifiers": [BANK], "policies": ["ofac-50"]}).json()
    assert (screened["verdict"], screened["decision"]) == ("unknown", "hold")
    assert "list_missing" in screened["reason_codes"]
    kept = own.post(f"/v1/entities/{BANK}/evaluations", params={"policy": "ofac-50"}).json()["determination"]
    assert (kept["verdict"], kept["decision"]) == ("unknown", "hold")
    changes = {"entity": BANK, "policy": "ofac-50", "changes": {}}
    what_if = own.post("/v1/evaluations", json=changes).json()
    assert [(what_if[when]["verdict"], what_if[when]["decision"]) for when in ("before", "after")] == [
        ("unknown", "hold"),
        ("unknown", "hold"),
    ]


def test_cases_over_http_take_several(own: TestClient) -> None:
    got = own.post("/v1/evaluations", params={"policy": ["a-quarter", "ofac-50"]}, json=CASE).json()
    assert got["results"]["T"]["decision"] == "deny"
    assert own.post("/v1/evaluations", json=CASE | {"policies": ["a-quarter", "ofac-50"]}).json() == got
    several = {"policy": ["a-quarter", "ofac-50"]}
    refused = own.post("/v1/evaluations", params=several, json={"entity": BANK, "changes": {}})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_parameter")


def test_policies_are_listed_with_what_they_lack(own: TestClient) -> None:
    rules = {f"{one['id']} {one['version']}": one for one in own.get("/v1/policies").json()}
    assert len(rules) == 8
    assert {one["id"] for one in rules.values() if one["draft"]} == {"ofac-50", "eu-50", "uk-ofsi", "bis-affiliates-50"}
    assert rules["ofac-50 2014-08-13"]["missing_lists"] == ["us-ofac-sdn"]
    shipped, mine = rules["unsupported-regions 2025-09-05"], rules["a-quarter 2025-09-05"]
    assert (shipped["active"], mine["active"], mine["threshold"], mine["draft"]) == (True, False, "25", False)
    assert len(shipped["supported"]) == 175
    assert shipped["cites"][0] == shipped["citations"][0]["url"]
    assert rules["eu-50 2014-01-01"]["in_force"] is False


def test_ones_own_policy_screens(own: TestClient) -> None:
    screened = own.post("/v1/screenings", json={"identifiers": [BANK], "policies": ["a-quarter"]}).json()
    assert screened["results"][0]["policy"]["id"] == "a-quarter"
    assert screened["verdict"] == "restricted"
