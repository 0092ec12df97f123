"""What the service's README promises is what the code does: settings, error codes, fields, limits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.determination import case
from service.evaluation import MAX_CASES, evaluate
from service.policy.file import Policies
from service.problems import CODES
from service.settings import Settings


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    return (repository / "service/README.md").read_text("utf-8")


def section(readme: str, title: str) -> str:
    return readme.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_setting_is_in_the_table_with_its_default_and_meaning(readme: str) -> None:
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.+) \|$", section(readme, "Settings"), re.MULTILINE)
    expected = []
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        expected.append((name.upper(), f"`{default}`" if default not in (None, "") else "", field.description))
    assert rows == expected


def test_every_error_code_is_in_the_table(readme: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \| (.+) \|$", readme, re.MULTILINE)
    assert rows == [(code, str(status), meaning) for code, (status, meaning) in CODES.items()]


def test_every_code_that_is_raised_is_a_known_one(repository: Path) -> None:
    raised = set()
    for path in (repository / "service").rglob("*.py"):
        text = path.read_text("utf-8")
        raised |= set(re.findall(r"raise (?:NotFound|BadRequest|NotAllowed|Busy|Unavailable)\(\s*\"(\w+)\"", text))
    assert raised
    assert raised <= CODES.keys()


def test_every_field_of_a_determination_is_explained(readme: str) -> None:
    seats = [{"kind": "headquarters", "jurisdiction": "CN"}]
    interests = [{"holder": "X", "subject": "A", "metric": "shares", "percent": "60"}]
    document = {"parties": [{"id": "X", "seats": seats}], "interests": interests}
    answer = evaluate(document, Policies(), date(2026, 1, 1))
    assert isinstance(answer, dict)
    found = answer["results"]["A"]
    text = section(readme, "A determination, field by field")
    explained = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert set(explained) == set(found) | {"revision", "evaluated_at"}
    (edge,) = found["deciding"]
    for name in (*edge, *edge["claims"][0]):
        assert f"`{name}`" in text, f"{name} of an edge"


def test_the_case_in_the_readme_is_a_case_and_names_every_key(readme: str) -> None:
    text = section(readme, "Cases")
    example = text.split("```json\n")[1].split("```")[0]
    answer = evaluate(case.decode(example.encode()), Policies(), date(2026, 1, 1))
    assert isinstance(answer, dict)
    assert set(answer["results"]) == {"X", "B2", "A", "B", "G", "F"}
    for key in case.DOCUMENT_KEYS | case.PARTY_KEYS | case.SEAT_KEYS | case.INTEREST_KEYS:
        assert f"`{key}`" in text, key


def test_the_limits_of_cases_are_the_ones_told(readme: str) -> None:
    told = section(readme, "Cases").rpartition("Limits:")[2]
    limits = [case.MAX_BYTES // 2**20, MAX_CASES, case.MAX_PARTIES, case.MAX_INTERESTS, 100, 100, case.MAX_TEXT, 3]
    assert [int(figure) for figure in re.findall(r"\d+", told)] == limits


def test_the_screening_in_the_readme_is_one(readme: str) -> None:
    from service.customer import Screening

    example = section(readme, "The contract of a screening").split("```json\n")[1].split("```")[0]
    assert set(json.loads(example)) == set(Screening.model_fields)
    assert Screening.model_validate(json.loads(example)).keys == ["LEI:2138008KTNTDICZU8L25"]


def test_every_reason_code_is_told(readme: str) -> None:
    from service.screening import IDENTITY_SENTENCES

    text = section(readme, "The contract of a screening")
    bases = [
        f"{word}_{basis}"
        for word in ("restricted", "possible")
        for basis in ("ownership", "control", "seat", "designation")
    ]
    for code in (*IDENTITY_SENTENCES, *bases, "not_enough_known", "cleared"):
        assert f"`{code}`" in text, code


def test_the_ten_structures_are_printed_as_the_readme_shows_them(readme: str, repository: Path) -> None:
    shown = section(readme, "Ten structures, read side by side").split("```\n")[1].split("```")[0].splitlines()
    assert shown[0].startswith("$ controlpath ")
    command = [str(Path(sys.executable).with_name("controlpath")), *shown[0].split()[2:]]
    ran = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=60, check=True)
    assert [line.rstrip() for line in ran.stdout.splitlines()] == shown[1:]
