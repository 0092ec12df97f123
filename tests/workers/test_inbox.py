"""The watched directory: what is loaded from it, where it goes, and what is left alone."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from pathlib import Path

import pytest
from loading import ask

from cypher.graph import Graph
from ingest.registry import source
from service.lookups import sources
from workers import inbox
from workers.inbox import Item, Stopped, take, waiting

DATA = Path(__file__).parent.parent / "data" / "gleif"
LEVEL1, RR = "level1_5_columns.csv", "rr_golden_copy_20260929_rows.csv"


def put(root: Path, place: str, name: str, text: str | None = None) -> Path:
    folder = root / place
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if text is None:
        shutil.copy(DATA / name, path)
    else:
        path.write_text(text)
    return path


def run(graph: Graph, root: Path) -> list[str]:
    return [take(graph, root, item, lambda _: None, lambda: None) for item in waiting(root, settled=0)]


def test_files_are_loaded_and_put_aside_with_a_report(graph: Graph, tmp_path: Path) -> None:
    put(tmp_path, "gleif_rr", RR)
    put(tmp_path, "gleif_level1/snapshots", LEVEL1)
    assert run(graph, tmp_path) == ["done", "done"]
    assert list(waiting(tmp_path, settled=0)) == []
    [kept] = (tmp_path / "gleif_rr" / "done").glob(f"*-{RR}")
    report = json.loads(kept.with_name(f"{kept.name}.report.json").read_text())
    assert report["totals"]["written"] > 0
    assert ask(graph, "MATCH (p:Party) RETURN count(p) > 10 AS some") == [{"some": True}]
    told = {row["id"]: row["loading"] for row in sources(graph)}
    assert (told["gleif_rr"]["state"], told["gleif_rr"]["file"]) == ("done", RR)


def test_what_is_refused_or_held_is_put_apart(graph: Graph, tmp_path: Path) -> None:
    put(tmp_path, "gleif_rr", "broken-rr-.csv", "no,such,columns\n")
    assert run(graph, tmp_path) == ["refused"]
    assert len(list((tmp_path / "gleif_rr" / "refused").iterdir())) == 2
    put(tmp_path, "gleif_level1/snapshots", LEVEL1)
    run(graph, tmp_path)
    lines = (DATA / LEVEL1).read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) > 14
    put(tmp_path, "gleif_level1/snapshots", "short.csv", "".join(lines[:2]))
    assert run(graph, tmp_path) == ["held"]
    assert "lacks" in {row["id"]: row["loading"] for row in sources(graph)}["gleif_level1"]["detail"]


def test_only_settled_files_are_taken(tmp_path: Path) -> None:
    path = put(tmp_path, "gleif_rr", RR)
    put(tmp_path, "gleif_rr", "half.csv.part", "x")
    put(tmp_path, "gleif_rr", ".hidden.csv", "x")
    put(tmp_path, "no_such_source", "file.csv", "x")
    (tmp_path / "gleif_rr" / "link.csv").symlink_to("/etc/passwd")
    assert list(waiting(tmp_path, settled=60)) == []
    os.utime(path, (time.time() - 61,) * 2)
    assert [item.path.name for item in waiting(tmp_path, settled=60)] == [RR]


def test_one_run_a_source_at_a_time(graph: Graph, tmp_path: Path) -> None:
    put(tmp_path, "gleif_rr", RR)
    with (tmp_path / "gleif_rr" / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert run(graph, tmp_path) == ["busy"]
    assert run(graph, tmp_path) == ["done"]


def test_an_interrupted_load_is_resumed(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "gleif_level1", LEVEL1)
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        raise Stopped

    item = Item(source("gleif_level1"), path, snapshot=False)
    with pytest.raises(Stopped):
        take(graph, tmp_path, item, lambda _: None, stop)
    assert calls == 1 and path.exists()
    assert run(graph, tmp_path) == ["done"]
    assert inbox.ASIDE == ("done", "refused", "held")
    assert ask(graph, "MATCH (p:Party) RETURN count(p) > 10 AS some") == [{"some": True}]
