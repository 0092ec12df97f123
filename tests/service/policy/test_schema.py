"""The JSON Schema beside the policies is the one that the typed model makes, and it takes what the model takes."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from service.policy.file import SHIPPED, BadPolicy, parse
from service.policy.shape import schema

COMMITTED = SHIPPED.parent / "schema.json"
FILES = sorted([*SHIPPED.glob("*.toml"), *(Path(__file__).parents[2] / "data/policies").glob("*.toml")])


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    found = json.loads(COMMITTED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def plain(value: Any) -> Any:
    """TOML as the JSON that editors hold against a schema: days are texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_committed_schema_is_the_models(validator: Draft202012Validator) -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == schema(), (
        "controlpath policy schema > service/policy/schema.json"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_takes_every_policy_there_is(validator: Draft202012Validator, path: Path) -> None:
    assert [error.message for error in validator.iter_errors(plain(tomllib.loads(path.read_text("utf-8"))))] == []


def test_every_shipped_file_names_it() -> None:
    assert all(path.read_text("utf-8").startswith("#:schema ../schema.json\n") for path in SHIPPED.glob("*.toml"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('threshold = "50"', "threshold = 50"),
        ('comparator = ">"', 'comparator = "=>"'),
        ('"AL", ', '"Albania", '),
        ("seats = true", "saets = true"),
        ('"consolidation", ', '"consolidaton", '),
        ('review = "hold"', 'review = "allow"'),
        ("[jurisdictions]", '[flags]\nnobody = "review"\n[jurisdictions]'),
        ('clear = "allow"', "clear = 1"),
        ('id = "unsupported-regions"', 'id = "Not An Id"'),
    ],
)
def test_it_refuses_what_the_model_refuses(validator: Draft202012Validator, old: str, new: str) -> None:
    text = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text("utf-8").replace(old, new, 1)
    assert not validator.is_valid(plain(tomllib.loads(text)))
    with pytest.raises(BadPolicy):
        parse(text, "mine.toml")
