"""A newcomer's machine has Python and make, no compiler: every locked package comes as a wheel."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_is_compiled_on_a_newcomers_machine():
    with (ROOT / "uv.lock").open("rb") as lock:
        packages = tomllib.load(lock)["package"]
    assert len(packages) > 50
    assert [package["name"] for package in packages if not package.get("wheels")] == ["controlpath"]
