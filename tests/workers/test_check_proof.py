"""``controlpath check-proof``: on what the other commands print, on forgeries, on what is no determination."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from workers.demo.stories import DATA, STORIES

CASE = {
    "parties": [
        {"id": "R", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]},
        {"id": "T", "seats": [{"kind": "headquarters", "jurisdiction": "GB"}]},
    ],
    "interests": [{"holder": "R", "subject": "T", "metric": "shares", "percent": 60}],
}


@pytest.fixture
def answered(offline: Any, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))
    answer: dict[str, Any] = offline("evaluate", path).json
    return answer


@pytest.fixture
def checked(offline: Any, tmp_path: Path) -> Any:
    def check(content: Any, *options: str) -> Any:
        path = tmp_path / "document.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return offline("check-proof", path, *options)

    return check


def test_what_evaluate_prints_is_proven(checked: Any, answered: dict[str, Any]) -> None:
    ran = checked(answered)
    assert (ran.code, ran.out, ran.err) == (0, "R: certain: proven\nT: certain: proven\n", "")
    assert checked([answered, answered["results"]["T"]]).out.count("proven") == 3


def test_standard_input(offline: Any, answered: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(answered).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert offline("check-proof", "-", "--json").code == 0


def test_a_forgery_is_named_with_party_and_reason(checked: Any, answered: dict[str, Any]) -> None:
    forged = json.loads(json.dumps(answered).replace('"60"', '"40"'))
    ran = checked(forged)
    assert ran.code == 1
    assert ran.out.splitlines()[:2] == ["R: certain: proven", "T: certain: not proven"]
    assert "- T: the holders of its deciding edges are not enough to make it certain" in ran.out
    lines = checked(forged, "--json").lines
    assert [(line["entity"], line["proven"]) for line in lines] == [("R", True), ("T", False)]
    assert lines[1]["findings"][0].keys() == {"party", "why"}


def test_an_id_cannot_write_a_line_of_its_own(checked: Any, answered: dict[str, Any]) -> None:
    forged = json.loads(json.dumps(answered).replace('"T"', '"T: certain: proven\\nU"').replace('"60"', '"40"'))
    assert checked(forged).out.splitlines()[1] == "T: certain: proven U: certain: not proven"


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b"1", b"[" * 100_000, {"a": 1}, {"id": "x", "error": {}}])
def test_what_cannot_be_read_is_bad_input(checked: Any, content: Any) -> None:
    ran = checked(content)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")


def test_no_such_file(offline: Any) -> None:
    assert offline("check-proof", "nowhere.json").code == 2


@pytest.mark.timeout(400)
def test_the_demonstration_is_proven_for_every_party_it_asks_about(online: Any, checked: Any) -> None:
    sets = set()
    for story in STORIES:
        for load in story.loads:
            ran = online("ingest", load.source, DATA / load.path)
            assert ran.code == 0, ran.err
        for asked in story.asks:
            answer = online("determine", asked, "--json").json
            ran = checked(answer)
            assert ran.code == 0, ran.out
            sets.add(answer["set"])
    assert {"certain", "open"} <= sets
