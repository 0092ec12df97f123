"""Neo4j Browser as investigators get it: our style, a guide made of the saved queries, and links into it."""

from __future__ import annotations

import shutil
from pathlib import Path


def build_web_root(browser: Path, target: Path) -> Path:
    shutil.copytree(browser, target / "browser", dirs_exist_ok=True)
    return target
