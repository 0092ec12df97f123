"""The OpenAPI document is one that a hook developer can work from."""

from __future__ import annotations

from typing import Any

import pytest

from service.app import create_app
from service.problems import MEDIA_TYPE
from service.settings import Settings

OPEN = {"/healthz", "/readyz"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings(neo4j_uri="bolt://127.0.0.1:7687")).openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, verb, one) for path, verbs in document["paths"].items() for verb, one in verbs.items()]


def test_the_addresses_are_the_ones_promised(document: dict[str, Any]) -> None:
    assert {(verb.upper(), path) for path, verb, _ in operations(document)} >= {
        ("GET", "/v1/search"),
        ("GET", "/v1/entities/{id}"),
        ("GET", "/v1/entities/{id}/determination"),
        ("GET", "/v1/entities/{id}/owners"),
        ("GET", "/v1/entities/{id}/holdings"),
        ("GET", "/v1/entities/{id}/statements"),
        ("POST", "/v1/screenings"),
        ("POST", "/v1/evaluations"),
        ("GET", "/v1/policies"),
        ("GET", "/v1/changes"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/freshness"),
    }


def test_every_operation_says_what_it_is(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for path, verb, one in operations(document):
        where = f"{verb} {path}"
        assert one["summary"], where
        assert len(one["description"]) > 20, where
        assert set(one["tags"]) <= tags, where
        for parameter in one.get("parameters", ()):
            assert parameter["schema"], where


def test_every_operation_but_health_needs_a_key_and_answers_problems(document: dict[str, Any]) -> None:
    for path, verb, one in operations(document):
        where = f"{verb} {path}"
        assert bool(one.get("security")) == (path not in OPEN), where
        if path == "/healthz":
            continue
        for status in ("500", "503"):
            assert MEDIA_TYPE in one["responses"][status]["content"], where
        assert "HTTPValidationError" not in str(one), where


def test_screenings_have_examples_and_a_typed_answer(document: dict[str, Any]) -> None:
    one = document["paths"]["/v1/screenings"]["post"]
    assert len(one["requestBody"]["content"]["application/json"]["examples"]) >= 3
    answer = one["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    shape = document["components"]["schemas"][answer]["properties"]
    assert shape["decision"]["enum"] == ["allow", "hold", "deny"]


def test_bodies_of_requests_are_closed(document: dict[str, Any]) -> None:
    assert document["components"]["schemas"]["Screening"]["additionalProperties"] is False
