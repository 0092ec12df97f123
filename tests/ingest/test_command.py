"""The folder's command: which sources there are, and a load from the shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cypher import Query
from cypher.graph import Graph
from ingest.__main__ import main
from ingest.errors import UnknownSource
from ingest.registry import source, sources


def test_every_source_can_be_found() -> None:
    assert sources()
    for name, one in sources().items():
        assert source(name) is one
        assert one.id == name == name.lower()
        assert one.title and one.publisher and one.licence and one.files


def test_a_near_miss_is_answered_with_a_hint() -> None:
    known = next(iter(sources()))
    with pytest.raises(UnknownSource) as error:
        source(known + "x")
    assert known in error.value.hint
    assert source(f" {known.upper()} ") is sources()[known]


def test_without_a_source_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == list(sources())


def test_usage_errors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free_port: int) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    name = next(iter(sources()))
    assert main(["no-such-source", "x"]) == 2
    assert main([name, str(tmp_path / "none"), "--dry-run"]) == 2
    assert main([name, str(tmp_path / "none")]) == 2
    bad = tmp_path / "bad.bin"
    bad.write_bytes(b"\xff\xfe\x00")
    assert main([name, str(bad), "--dry-run"]) == 2


def test_a_load_from_the_shell(
    graph: Graph,
    neo4j_server: Any,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.auth[0])
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.auth[1])
    file = next(iter(sorted((repository / "tests/data/gleif").glob("*level1*"))))
    arguments = ["gleif_level1", str(file), "--json", "--quarantine", str(tmp_path), "--allow-refused"]
    assert main(arguments) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["totals"]["written"] > 0
    assert main(arguments) == 0
    second = json.loads(capsys.readouterr().out)
    assert (second["totals"]["written"], second["changes"]) == (0, [])
    assert second["totals"]["unchanged"] == first["totals"]["written"]
    (row,) = graph.read(Query("tests/ask", "MATCH (s:Source) RETURN s.id AS id, s.records AS n", {}, "Which?"))
    assert row["n"] == first["totals"]["read"]
