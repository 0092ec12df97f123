"""``controlpath simulate`` and ``verify`` at the command line."""

from __future__ import annotations

import csv

import pytest

from cypher import Query

BANK = "LEI:2138008KTNTDICZU8L25"


@pytest.fixture
def without_control(repository, tmp_path):
    """The default policy without any control that does not come by percentages."""
    text = (repository / "service/policy/policies/unsupported-regions_2025-09-05.toml").read_text()
    lines = ["hard_control = []" if line.startswith("hard_control") else line for line in text.splitlines()]
    own = tmp_path / "own.toml"
    own.write_text("\n".join(lines).replace('id = "unsupported-regions"', 'id = "without-control"') + "\n")
    return own


def test_who_would_flip_is_counted_named_and_written(loaded, without_control, tmp_path):
    file = tmp_path / "flips.csv"
    ran = loaded("simulate", without_control, "--csv", file, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["policy"]["id"] == "without-control"
    assert ran.json["against"]["id"] == "unsupported-regions"
    changes = {(one["from"], one["to"]): one for one in ran.json["changes"]}
    assert [one["id"] for one in changes["certain", "open"]["examples"]] == [BANK]
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert len(rows) == ran.json["flips"] == sum(one["count"] for one in ran.json["changes"])
    shown = loaded("simulate", without_control)
    assert "BANK SADERAT PLC" in shown.out
    assert "would flip" in shown.err
    assert loaded("verify", "--all").code == 0


def test_against_a_policy_whose_marks_are_not_kept(loaded, without_control):
    ran = loaded("simulate", "unsupported-regions", "--against", without_control, "--json")
    assert ran.code == 0, ran.err
    assert ("open", "certain") in {(one["from"], one["to"]) for one in ran.json["changes"]}


def test_a_simulation_of_nothing_known_is_refused(loaded, tmp_path):
    assert loaded("simulate", "no-such-policy").code == 2
    assert loaded("simulate", tmp_path / "none.toml").code == 2
    assert loaded("simulate", "unsupported-regions", "--csv", tmp_path / "none" / "x.csv").code == 2


def test_stale_marks_are_told_from_engines_that_differ(loaded, db):
    db.auto(Query("tests/spoil", f"MATCH (p:Party {{id: '{BANK}'}}) REMOVE p:Restricted", {}, "Corrupts."))
    ran = loaded("verify", "--all")
    assert ran.code == 1
    assert BANK in ran.out
    assert "stale (marks)" in ran.err
    causes = loaded("verify", "--all", "--json").json["causes"]
    assert causes == [{"party": BANK, "cause": "stale", "stored": ["marks"]}]
    assert loaded("rebuild").code == 0
    assert loaded("verify", "--all").code == 0
