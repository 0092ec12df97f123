"""``controlpath ingest --bulk``: what it takes, what it refuses, and a whole load into a running instance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workers.commands._bulk import wanted

SCRIPT = Path(sys.executable).with_name("controlpath")


@pytest.fixture
def registers(repository: Path, tmp_path: Path) -> Path:
    """A directory with one sub-directory for each source."""
    folder, data = tmp_path / "registers", repository / "tests/data"
    for source, file, name in (
        ("gleif_level1", "gleif/level1_5_columns.csv", "lei_cdf.csv"),
        ("gleif_rr", "gleif/rr_golden_copy_20260929_rows.csv", "rr_golden_copy.csv"),
        ("bods", "bods/gleif_2138008KTNTDICZU8L25.jsonl", "bank.jsonl"),
    ):
        (folder / source).mkdir(parents=True)
        (folder / source / name).write_bytes((data / file).read_bytes())
    return folder


def test_a_directory_and_pairs_are_read_in_their_order_and_a_source_comes_once(registers: Path) -> None:
    found = wanted([f"gleif_rr={registers / 'gleif_rr'}", str(registers), "gleif-rr=more.csv"])
    assert [source.id for source, _ in found] == ["gleif_rr", "bods", "gleif_level1"]
    assert found[0][1] == [registers / "gleif_rr", registers / "gleif_rr", Path("more.csv")]


def test_the_files_of_an_import_are_written_without_a_server(registers, tmp_path, offline) -> None:
    ran = offline("ingest", "--bulk", registers, "--to", tmp_path / "out", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["imported"]["INTEREST"] > 0
    assert ran.json["imported"]["HOLDS"] > 0
    assert {report["source"] for report in ran.json["sources"]} == {"gleif_level1", "gleif_rr", "bods"}
    assert f"--relationships=HOLDS={tmp_path / 'out' / 'HOLDS.csv'}" in ran.err
    assert (tmp_path / "out" / "parties.csv").read_text("utf-8").startswith(":ID(party),id:string,")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".csv"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bulk", "somewhere"], "SOURCE=PATH"),
        (["--bulk", "gleif_levl1=x.csv"], "gleif_level1"),
        (["--bulk", "bods=x.json", "--snapshot"], "--snapshot"),
        (["bods", "x.json", "--to", "out"], "--bulk"),
        (["bods"], "at least one file"),
        (["--bulk", "bods=missing.json", "--to", "out"], "missing.json"),
        (["--bulk", "bods=missing.json"], "controlpath up"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, said, offline, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = offline("ingest", *arguments)
    assert ran.code in (2, 3)
    assert said in ran.err


def test_a_file_at_fault_imports_nothing(registers, tmp_path, offline) -> None:
    (registers / "bods" / "torn.jsonl").write_bytes(b'{"statementId": \xff')
    ran = offline("ingest", "--bulk", registers, "--to", tmp_path / "out")
    assert ran.code == 2
    assert "torn.jsonl" in ran.err
    assert "Nothing was imported" in ran.err
    assert not list((tmp_path / "out").iterdir())


def test_a_server_that_is_not_the_local_instance_is_refused(loaded, registers) -> None:
    ran = loaded("ingest", "--bulk", registers)
    assert ran.code == 2
    assert "--to DIR" in ran.err


@pytest.mark.stack
@pytest.mark.timeout(900)
def test_a_running_instance_is_filled_and_the_second_time_refused(registers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "REDIS_"))}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = kept | {"CONTROLPATH_HOME": str(home)}
        return subprocess.run([SCRIPT, *arguments], env=environment, capture_output=True, text=True)

    try:
        assert run("up", "--detach").returncode == 0
        ran = run("ingest", "--bulk", str(registers), "--json")
        assert ran.returncode == 0, ran.stderr
        seconds = json.loads(ran.stdout)["seconds"]
        assert {"reading", "consolidation", "writing", "import"} <= seconds.keys()
        assert not (home / "import").exists()
        assert run("derive").returncode == 0
        verified = run("verify", "--json")
        assert verified.returncode == 0, verified.stdout + verified.stderr
        again = run("ingest", "--bulk", str(registers))
        assert again.returncode == 2
        assert "not empty" in again.stderr
    finally:
        assert run("down").returncode == 0
