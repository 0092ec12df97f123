"""``make lock``: write ``neo4j.lock`` anew for the versions named here. Needs Maven; users never do."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from service.local.jars import BROWSER, LOCK

SERVER = "2026.09.0"
BROWSER_VERSION = "5.24.0"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0"
POM = """<project><modelVersion>4.0.0</modelVersion>
<groupId>controlpath</groupId><artifactId>lock</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency>
<groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version>
</dependency></dependencies></project>
"""
HEADER = """\
# Neo4j Community {server} with all it needs, and Neo4j Browser {browser}. Written by make lock; do not edit.
# Fetched by each user's machine from Maven Central; licences are those of the publishers (Neo4j: GPL-3.0).
# group:artifact:version[:classifier] size sha256
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        lines = sorted(_server_lines(Path(name)))
        lines.append(_browser_line(Path(name)))
    LOCK.write_text(HEADER.format(server=SERVER, browser=BROWSER_VERSION) + "".join(lines), "utf-8")
    sys.stderr.write(f"{LOCK}: {len(lines)} files\n")


def _server_lines(work: Path) -> list[str]:
    pom, listing = work / "pom.xml", work / "runtime.txt"
    pom.write_text(POM.format(version=SERVER), "utf-8")
    options = ["-DincludeScope=runtime", "-DoutputAbsoluteArtifactFilename=true", f"-DoutputFile={listing}"]
    _maven("-f", str(pom), f"{PLUGIN}:list", *options)
    return [_line(row.strip()) for row in listing.read_text("utf-8").splitlines() if ":jar:" in row]


def _line(row: str) -> str:
    """``group:artifact:jar[:classifier]:version:scope:/path/of.jar -- module ...``"""
    group, artifact, _, *classifier, version, _, path = row.split(" -- ")[0].split(":")
    return _entry(":".join([group, artifact, version, *classifier]), Path(path))


def _browser_line(work: Path) -> str:
    coordinates = f"{BROWSER}:{BROWSER_VERSION}"
    _maven(f"{PLUGIN}:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={work}")
    return _entry(coordinates, work / f"neo4j-browser-{BROWSER_VERSION}.jar")


def _entry(coordinates: str, path: Path) -> str:
    content = path.read_bytes()
    return f"{coordinates} {len(content)} {hashlib.sha256(content).hexdigest()}\n"


def _maven(*arguments: str) -> None:
    subprocess.run(["mvn", "-B", "-q", *arguments], check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main()
