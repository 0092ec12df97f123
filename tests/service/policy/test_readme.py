"""What the README of the policies promises is what the code does: its example, its keys, its limits."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.determination.case import MAX_POLICIES, decode
from service.evaluation import evaluate
from service.policy.file import MAX_BYTES, MAX_LINE, BadPolicy, Policies, parse
from service.policy.shape import PolicyFile


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    return (repository / "service/policy/README.md").read_text("utf-8")


def block(readme: str, kind: str) -> str:
    return readme.split(f"```{kind}\n")[1].split("```")[0]


def test_the_example_is_a_policy_and_decides_as_told(readme: str, tmp_path: Path) -> None:
    path = tmp_path / "quarter.toml"
    path.write_text(block(readme, "toml"), encoding="utf-8")
    answer = evaluate(decode(block(readme, "json").encode()), Policies(), date(2026, 6, 1), policy=str(path))
    assert isinstance(answer, dict)
    found: dict[str, Any] = answer["results"]
    assert {name: (found[name]["verdict"], found[name]["decision"]) for name in "ABC"} == {
        "A": ("restricted", "deny"),
        "B": ("review", "hold"),
        "C": ("restricted", "hold"),
    }
    assert [flag["code"] for flag in found["B"]["flags"] if flag["effect"] == "review"] == ["just_below"]


def test_the_mistakes_are_told_as_shown(readme: str) -> None:
    text = block(readme, "toml").replace('comparator = ">"', 'comparator = "=>"').replace("seats =", "saets =")
    with pytest.raises(BadPolicy) as refused:
        parse(text, "quarter.toml")
    assert set(block(readme, "text").strip().split("\n")) <= set(str(refused.value).split("\n"))


def test_every_key_is_explained(readme: str) -> None:
    table = readme.split("## Every key")[1].split("\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE))))
    assert set(PolicyFile.model_fields) <= explained


def test_every_shipped_policy_is_in_the_table(readme: str) -> None:
    table = readme.split("## The shipped policies")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE)) == set(Policies().ids())


def test_the_limits_are_the_ones_told(readme: str) -> None:
    assert f"larger than {MAX_BYTES // 1024} KiB, or with a line of more than {MAX_LINE} characters" in readme
    assert MAX_POLICIES == 10 and "up to ten" in readme
