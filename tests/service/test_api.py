from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from cypher.graph import Graph
from cypher.quantity import Share
from service.app import create_app
from service.auth import Keys, UnsafeStart
from service.problems import CODES
from service.settings import Settings

SADERAT = "LEI:2138008KTNTDICZU8L25"
DETERMINATION = f"/v1/entities/{SADERAT}/determination"
CASE = {
    "id": "one",
    "parties": [{"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]}, {"id": "A"}],
    "interests": [{"holder": "X", "subject": "A", "metric": "shares", "percent": 50.0000000001}],
}
OPERATORS_ONLY = [
    "/v1/search?q=saderat",
    f"/v1/entities/{SADERAT}",
    DETERMINATION,
    f"/v1/entities/{SADERAT}/owners",
    f"/v1/entities/{SADERAT}/holdings",
    f"/v1/entities/{SADERAT}/statements",
    "/v1/policies",
    "/v1/changes",
]
ASKS_THE_GRAPH = [*(path for path in OPERATORS_ONLY if path != "/v1/policies"), "/readyz", "/freshness"]


def is_problem(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert CODES[code][0] == status
    body = answer.json()
    assert body["type"] == f"urn:controlpath:problem:{code}"
    assert body["status"] == status
    assert body["detail"]
    assert body["hint"]
    assert body["request_id"] == answer.headers["x-request-id"]
    if status == 503:
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", [*OPERATORS_ONLY, "/readyz", "/freshness", "/healthz", "/", "/docs", "/openapi.json"])
def test_every_route_answers(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_determination_with_its_proof(client: TestClient) -> None:
    answer = client.get(DETERMINATION)
    found = answer.json()
    assert (found["verdict"], found["set"], found["basis"]) == ("restricted", "certain", ["control"])
    assert found["main_path"][0]["holder"]["name"] == "BANK SADERAT IRAN"
    assert found["deciding"][0]["claims"][0]["url"].startswith("https://www.gleif.org/")
    assert found["revision"] == client.get("/freshness").json()["head"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_cache_serves_the_same_bytes_until_the_graph_changes(
    client: TestClient, world: Graph, change: Callable[..., None], claim: Callable[..., object]
) -> None:
    path = "/v1/entities/GB-COH:09000003/determination"
    first, second = client.get(path), client.get(path)
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    known = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (known.status_code, known.content) == (304, b"")
    change(world, "invented:fifth", claim("LEI:5299000000000000CN01", "GB-COH:09000003", Share(1, 1)))
    third = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert third.status_code == 200
    assert third.json()["revision"] == first.json()["revision"] + 1


def test_any_identifier_redirects_to_the_partys_own_id(client: TestClient) -> None:
    for asked in ("GB-COH:01126618", "gb-coh:1126618", "2138008ktntdiczu8l25"):
        answer = client.get(f"/v1/entities/{asked}/owners?limit=3")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/v1/entities/{SADERAT}/owners?limit=3")
    assert client.get("/v1/entities/GB-COH:01126618", follow_redirects=True).json()["id"] == SADERAT


def test_a_merged_id_redirects_to_the_survivor(client: TestClient) -> None:
    ids = {
        client.get(f"/v1/entities/{key}/determination", follow_redirects=True).json()["entity"]["id"]
        for key in ("LEI:529900000000000000A1", "GB-COH:09000006")
    }
    assert len(ids) == 1


def test_ids_with_slashes(client: TestClient) -> None:
    for spelling in ("invented:persons/li", "invented:persons%2Fli"):
        assert client.get(f"/v1/entities/{spelling}").json()["name"] == "Li Example"
        held = client.get(f"/v1/entities/{spelling}/holdings").json()
        assert [one["party"]["id"] for one in held["results"]] == ["GB-COH:09000003"]


def test_as_of_and_known_at(client: TestClient) -> None:
    assert client.get(f"{DETERMINATION}?as_of=2010-01-01").json()["as_of"] == "2010-01-01"
    early = client.get(f"{DETERMINATION}?known_at=2020-01-01T00:00:00%2B00:00").json()
    assert early["set"] == "open", "nothing was on record then"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/entities/LEI:NOBODY", 404, "unknown_entity"),
        ("/v1/entities/LEI:NOBODY/owners", 404, "unknown_entity"),
        (f"{DETERMINATION}?policy=none", 404, "unknown_policy"),
        (f"{DETERMINATION}?as_of=2025-02-30", 400, "bad_date"),
        (f"{DETERMINATION}?as_of=20250201", 400, "bad_date"),
        (f"{DETERMINATION}?as_of=0001-01-01", 400, "bad_date"),
        (f"{DETERMINATION}?known_at=yesterday", 400, "bad_date"),
        (f"{DETERMINATION}?asof=2025-02-01", 400, "bad_parameter"),
        (f"{DETERMINATION}?as_of=2025-01-01&as_of=2025-01-02", 400, "bad_parameter"),
        (f"{DETERMINATION}?policy=unsupported-regions&policy=b", 404, "unknown_policy"),
        (f"{DETERMINATION}?min_revision=1000000", 503, "revision_not_reached"),
        (f"{DETERMINATION}?min_revision=x", 422, "invalid_request"),
        ("/v1/search", 422, "invalid_request"),
        ("/v1/search?q=a&limit=1000", 422, "invalid_request"),
        ("/v1/changes?after=-1", 422, "invalid_request"),
        ("/healthz?x=1", 400, "bad_parameter"),
        ("/nowhere", 404, "not_found"),
        ("/v1/screenings", 405, "method_not_allowed"),
    ],
)
def test_a_bad_question_gets_a_clear_word(client: TestClient, path: str, status: int, code: str) -> None:
    is_problem(client.get(path), status, code)


def test_changes_can_be_followed(client: TestClient) -> None:
    first = client.get("/v1/changes?limit=1").json()
    assert [one["seq"] for one in first["changes"]] == [1]
    rest = client.get(f"/v1/changes?after={first['next_after']}").json()
    assert [one["seq"] for one in rest["changes"]] == list(range(2, rest["head"] + 1))
    assert rest["next_after"] == rest["head"]
    assert client.get(f"/v1/changes?after={rest['head']}").json()["changes"] == []


def test_freshness(client: TestClient) -> None:
    found = client.get("/freshness").json()
    assert found["lag"] == found["head"] - found["through"] > 0
    assert found["cache"] == {"configured": True, "reachable": True}
    assert {one["id"] for one in found["sources"]} == {"bods", "invented"}


def test_evaluations_keep_every_digit(client: TestClient) -> None:
    for engine in ("memory", "cypher"):
        answer = client.post(f"/v1/evaluations?engine={engine}", json=CASE)
        assert answer.json()["results"]["A"]["verdict"] == "restricted", answer.text
        assert answer.json()["results"]["A"]["margin"] == "0.0000000001"
        assert answer.json()["engine"]["name"] == engine


def test_a_refused_case_of_a_list_does_not_stop_the_others(client: TestClient) -> None:
    bad = {"id": "two", "interests": [{"holder": "A", "subject": "B", "metric": "shares", "percent": 101}]}
    first, second = client.post("/v1/evaluations", json=[CASE, bad]).json()
    assert first["results"]["A"]["decision"] == "deny"
    assert second["error"]["code"] == "bad_figure"
    alone = client.post("/v1/evaluations", json=bad)
    is_problem(alone, 422, "refused_case")
    assert (alone.json()["reason"], alone.json()["where"]) == ("bad_figure", "interests[0]")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"interests": [{"percent": NaN}]}', b'"x"', b"12"]
)
def test_what_is_no_case_is_refused(client: TestClient, body: bytes) -> None:
    is_problem(client.post("/v1/evaluations", content=body), 422, "refused_case")


def test_policy_files_of_the_server_cannot_be_named(client: TestClient) -> None:
    is_problem(client.post("/v1/evaluations?policy=/etc/hosts.toml", json=CASE), 404, "unknown_policy")


def test_bodies_have_a_limit_whether_they_admit_their_length_or_not(client: TestClient) -> None:
    json = {"Content-Type": "application/json"}
    for path, limit in (("/v1/screenings", 64 * 1024), ("/v1/evaluations", 8 * 1024 * 1024)):
        is_problem(client.post(path, content=b" " * (limit + 1), headers=json), 413, "too_large")
        unannounced = (b" " * 65536 for _ in range(limit // 65536 + 1))
        is_problem(client.post(path, content=unannounced, headers=json), 413, "too_large")
    is_problem(client.post("/v1/evaluations", json=[{}] * 1001), 413, "too_large")


def test_malformed_json_of_a_screening(client: TestClient) -> None:
    json = {"Content-Type": "application/json"}
    is_problem(client.post("/v1/screenings", content=b"{", headers=json), 422, "invalid_request")
    is_problem(client.post("/v1/screenings", json={"name": "a", "nickname": "b"}), 422, "invalid_request")
    is_problem(client.post("/v1/screenings", json={"name": "a", "policies": ["none"]}), 404, "unknown_policy")


@pytest.mark.parametrize("path", OPERATORS_ONLY)
def test_hooks_only_screen(client: TestClient, hook_key: str, path: str) -> None:
    is_problem(client.get(path, headers={"X-API-Key": hook_key}), 403, "not_allowed")


def test_roles(client: TestClient, hook_key: str, settings: Settings, serve: Callable[..., Any]) -> None:
    hook = {"X-API-Key": hook_key}
    is_problem(client.post("/v1/evaluations", json=CASE, headers=hook), 403, "not_allowed")
    assert client.get("/freshness", headers=hook).status_code == 200
    with serve(settings, key=None) as stranger:
        is_problem(stranger.get(DETERMINATION), 401, "key_missing")
        is_problem(stranger.post("/v1/screenings", json={"name": "x"}), 401, "key_missing")
        is_problem(stranger.get("/freshness", headers={"X-API-Key": "not-a-key-of-anybody"}), 401, "key_unknown")
        bearer = {"Authorization": f"Bearer {settings.controlpath_operator_keys.get_secret_value()}"}
        assert stranger.get(DETERMINATION, headers=bearer).status_code == 200
        for path in ("/healthz", "/readyz", "/", "/docs"):
            assert stranger.get(path).status_code == 200


def test_without_keys_only_this_machine_is_answered(settings: Settings, serve: Callable[..., Any]) -> None:
    keyless = settings.model_copy(
        update={"controlpath_hook_keys": SecretStr(""), "controlpath_operator_keys": SecretStr("")}
    )
    with serve(keyless, key=None) as client:
        assert client.get(DETERMINATION).status_code == 200
        is_problem(client.get("/healthz", headers={"Host": "rebound.example"}), 403, "not_local")
        assert client.get("/healthz", headers={"Host": "[::1]:8000"}).status_code == 200
    for host in ("0.0.0.0", "192.0.2.1", "::", "example.org"):  # noqa: S104
        with pytest.raises(UnsafeStart, match="CONTROLPATH_OPERATOR_KEYS"):
            create_app(keyless.model_copy(update={"controlpath_host": host}))


def test_keys_that_can_be_guessed_are_refused() -> None:
    with pytest.raises(UnsafeStart, match="16"):
        Keys(hook="short")
    with pytest.raises(UnsafeStart, match="twice"):
        Keys(hook="the-same-key-for-both", operator="the-same-key-for-both")
    with pytest.raises(UnsafeStart, match="ASCII"):
        Keys(operator="ключ-ключ-ключ-ключ")
    assert "the-hook-key-of-a-test" not in repr(vars(Keys(hook="the-hook-key-of-a-test")))


def test_neo4j_away_is_503_at_once_and_the_process_lives(
    settings: Settings, serve: Callable[..., Any], free_port: int
) -> None:
    away = settings.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{free_port}"})
    with serve(away) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/policies").status_code == 200
        for path in ASKS_THE_GRAPH:
            is_problem(client.get(path), 503, "graph_unavailable")
        is_problem(client.post("/v1/screenings", json={"identifiers": [SADERAT]}), 503, "graph_unavailable")
        is_problem(client.post("/v1/evaluations?engine=cypher", json=CASE), 503, "graph_unavailable")


def test_no_cached_answer_stands_in_for_a_graph_that_stopped(
    settings: Settings, serve: Callable[..., Any], relay: Callable[[str], Any], world: Graph
) -> None:
    door = relay(settings.neo4j_uri or "")
    with serve(settings.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{door.port}"})) as client:
        question = {"identifiers": ["GB-COH:09000001"]}
        assert client.post("/v1/screenings", json=question).json()["decision"] == "allow"
        assert client.get(DETERMINATION).status_code == 200
        door.shut()
        is_problem(client.post("/v1/screenings", json=question), 503, "graph_unavailable")
        is_problem(client.get(DETERMINATION), 503, "graph_unavailable")
        is_problem(client.get("/readyz"), 503, "graph_unavailable")


def test_redis_away_is_only_slower(
    settings: Settings, serve: Callable[..., Any], relay: Callable[[str], Any], world: Graph
) -> None:
    url = settings.redis_cache_url.get_secret_value() if settings.redis_cache_url else ""
    door = relay(url)
    secret = urlsplit(url).password
    through = SecretStr(f"redis://:{secret or ''}@127.0.0.1:{door.port}/0")
    with serve(settings.model_copy(update={"redis_cache_url": through})) as client:
        before = client.get(DETERMINATION).json()
        assert client.get("/freshness").json()["cache"]["reachable"]
        door.shut()
        after = client.get(DETERMINATION)
        assert after.status_code == 200
        assert after.json() | {"evaluated_at": ""} == before | {"evaluated_at": ""}
        assert client.get("/freshness").json()["cache"] == {"configured": True, "reachable": False}
    with serve(settings.model_copy(update={"redis_cache_url": None})) as client:
        assert client.get(DETERMINATION).status_code == 200
        assert client.get("/freshness").json()["cache"] == {"configured": False, "reachable": False}


def test_a_fault_of_the_service_is_a_problem_without_its_insides(settings: Settings, world: Graph) -> None:
    app = create_app(settings)

    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("the secret inside")

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/fault")
    is_problem(answer, 500, "internal_error")
    assert "secret" not in answer.text


def test_logs_hold_no_keys_names_or_queries(
    client: TestClient, capfd: pytest.CaptureFixture[str], hook_key: str
) -> None:
    client.get("/v1/search?q=Li+Example", headers={"X-Request-Id": "traced-request-1"})
    client.post("/v1/screenings", json={"identifiers": ["invented:persons/li"], "customer_ref": "crm-9"})
    client.get(DETERMINATION, headers={"X-API-Key": hook_key})
    lines = [line for line in capfd.readouterr().err.splitlines() if '"event": "HTTP Request' not in line]
    text = "\n".join(lines)
    assert "traced-request-1" in text
    assert "crm-9" in text
    assert hook_key not in text
    assert "Li Example" not in text
    assert "Li+Example" not in text


def test_the_first_page_links_to_the_browser_if_it_is_known(
    settings: Settings, world: Graph, serve: Callable[..., Any]
) -> None:
    with serve(settings.model_copy(update={"neo4j_browser_url": "http://127.0.0.1:7474/browser/"})) as client:
        assert 'href="http://127.0.0.1:7474/browser/"' in client.get("/").text
    with serve(settings.model_copy(update={"neo4j_browser_url": "javascript:alert(1)"})) as client:
        assert "javascript" not in client.get("/").text
