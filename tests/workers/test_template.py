from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.records import InterestRecord
from ingest.registry import source
from workers import cli
from workers.commands.template import TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_loads_as_it_is(name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["template", name]) == 0
    path = tmp_path / "file"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert any(isinstance(one, InterestRecord) for one in source(name).read(path))


def test_a_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["template", "attestation", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"


@pytest.mark.parametrize("arguments", [["nothing"], ["csv-shares", "--schema"]])
def test_what_is_not_there_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["template", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "There are: " in told.err
