"""The command line as a whole: its help, how it finds servers, and what every way to fail looks like."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cypher.graph import Graph
from service.local.process import ProcessId
from service.local.state import State, write_state
from workers import cli

SCRIPT = Path(sys.executable).with_name("controlpath")
COMMANDS = sorted(cli.COMMANDS)


def test_the_list_of_commands_names_them_all(offline):
    ran = offline("--help")
    assert ran.code == 0
    assert all(f" {name} " in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_line_of_its_own_help_and_shows_examples(name, offline):
    entry = cli.COMMANDS[name]
    module = importlib.import_module(f"workers.commands.{entry.module}")
    text = getattr(module, entry.function).__doc__ if entry.examples else entry.summary
    assert text.strip().splitlines()[0] == entry.summary
    ran = offline(name, "--help")
    assert ran.code == 0
    assert not entry.examples or f"controlpath {name}" in ran.out.partition("Examples")[2]


def test_nothing_but_the_name_is_a_question_about_usage(offline):
    assert offline().code == 2


def test_version(offline):
    ran = offline("--version")
    assert ran.code == 0
    assert ran.out.startswith("controlpath ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["determin", "X"], "determin"),
        (["determine"], "ID-or-NAME"),
        (["determine", "X", "--as-of", "yesterday"], "not a day"),
        (["determine", "X", "--known-at", "noon"], "not an instant"),
        (["determine", "X", "--policy", "nonsense"], "unsupported-regions"),
        (["determine", "X", "--policy", "missing.toml"], "missing.toml"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["ingest", "uk-pcs", "file"], "uk_psc"),
        (["ingest", "uk-psc", "missing.json", "--dry-run"], "missing.json"),
        (["restricted", "--seated-outside", "XX"], "XX"),
        (["restricted", "--policy", "nonsense"], "bis-affiliates-50"),
        (["evaluate", "missing.json"], "missing.json"),
        (["verify", "--all", "--sample", "3"], "exclude"),
        (["policy", "show", "nonsense"], "unsupported-regions"),
        (["serve", "--port", "70000"], "--port"),
    ],
)
def test_bad_input_is_exit_2_and_says_what_is_wrong(arguments, said, offline):
    ran = offline(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["determine", "X"], ["search", "x"], ["owners", "X"], ["holdings", "X"], ["statements", "X"], ["restricted"],
        ["derive"], ["rebuild"], ["verify"], ["migrate"], ["serve"], ["ingest", "bods", __file__],
        ["screen", __file__],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_no_server_is_exit_3_and_says_how_to_start_one(arguments, offline):
    ran = offline(*arguments)
    assert ran.code == 3
    assert "controlpath up" in ran.err
    assert ran.out == ""


def test_a_server_that_does_not_answer_is_exit_3(offline, free_port, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{free_port}")
    ran = offline("search", "x")
    assert ran.code == 3
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_a_wrong_password_is_exit_3(online, monkeypatch):
    monkeypatch.setenv("NEO4J_PASSWORD", "not the password")
    ran = online("search", "x")
    assert ran.code == 3
    assert "NEO4J_PASSWORD" in ran.err


@pytest.mark.parametrize(
    ("name", "value"), [("CONTROLPATH_PORT", "many"), ("CONTROLPATH_POLICY_DIR", "/nowhere"), ("NEO4J_URI", "what?")]
)
def test_a_setting_at_fault_is_named(name, value, online, monkeypatch):
    monkeypatch.setenv(name, value)
    ran = online("determine", "X")
    assert ran.code == 2
    assert name in ran.err or value in ran.err


def test_without_the_schema_it_says_how_to_get_it(online, db: Graph):
    from cypher import Query

    forgotten = Query("tests/forget", "MATCH (m:Migration) DETACH DELETE m", {}, "")
    db.write(forgotten)
    ran = online("search", "x")
    assert ran.code == 2
    assert "controlpath migrate" in ran.err
    ran = online("migrate", "--json")
    assert ran.code == 0
    assert ran.json[0] == "0001_keys"
    assert online("migrate", "--json").json == []


def test_debug_shows_the_traceback_and_without_it_one_line(offline, monkeypatch):
    monkeypatch.setenv("CONTROLPATH_DEBUG", "")
    ran = offline("--debug", "search", "x")
    assert ran.code == 3
    assert "Traceback" in ran.err
    monkeypatch.delenv("CONTROLPATH_DEBUG")
    assert len(offline("search", "x").err.splitlines()) == 2


def test_the_script_finds_a_running_instance_by_its_state_file(address, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    here = ProcessId.of(os.getpid())
    state = State(
        str(home), True, address["NEO4J_URI"], address["NEO4J_USERNAME"], address["NEO4J_PASSWORD"],
        "", "", "http://127.0.0.1:1", "", "", "", here, {"neo4j": here},
    )  # fmt: skip
    write_state(state)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "REDIS_", "CONTROLPATH_"))}
    ran = subprocess.run(
        [SCRIPT, "search", "nobody", "--json"],
        env=kept | {"CONTROLPATH_HOME": str(home)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (1, "[]\n"), ran.stderr


def test_serve_refuses_to_start_keyless_beyond_loopback(online):
    ran = online("serve", "--host", "0.0.0.0")  # noqa: S104 - that it is refused is the point
    assert ran.code == 2
    assert "CONTROLPATH_OPERATOR_KEYS" in ran.err


def test_serve_answers_and_stops_in_order(address, processes, free_port, tmp_path, eventually):
    import urllib.request

    log = tmp_path / "api.log"
    environment = address | {"CONTROLPATH_PORT": str(free_port), "CONTROLPATH_HOME": str(tmp_path)}
    process = processes("service", environment=environment, log=log)

    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/healthz", timeout=2):
                return True
        except OSError:
            return False

    eventually(answers, 30, "an answer")
    process.terminate()
    assert process.wait(15) in (0, -15)
