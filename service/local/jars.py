"""The Neo4j server and Browser: fetched from Maven Central once, checked against a committed lock.

Nothing is resolved here. ``neo4j.lock`` names every file with its size and SHA-256, so that the same bytes
run everywhere and neither Java nor Maven is needed to get them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from service.local.errors import DownloadError
from service.local.places import cache_dir, exclusive
from service.settings import Settings

if TYPE_CHECKING:
    from jgo.maven import MavenContext

LOCK = Path(str(resources.files("service.local"))) / "neo4j.lock"
BROWSER = "org.neo4j.client:neo4j-browser"
THREADS = 8
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock: Maven coordinates, size in bytes, SHA-256 in hex."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """Flat and unique: two groups publish files of the same name."""
        parts = [self.group, self.artifact, self.version, self.classifier]
        return "_".join(part for part in parts if part) + ".jar"

    def __str__(self) -> str:
        return ":".join(part for part in (self.group, self.artifact, self.version, self.classifier) if part)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A complete server on disk: ``lib`` holds the class path, ``browser`` the unpacked Neo4j Browser."""

    version: str
    browser_version: str
    lib: Path
    browser: Path


def read_lock(path: Path = LOCK) -> list[Jar]:
    """The pinned files; raises DownloadError with file and line for a line that is not understood."""
    jars = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            coordinates, size, sha256 = line.split()
            group, artifact, version, *classifier = coordinates.split(":")
            jars.append(Jar(group, artifact, version, "".join(classifier), int(size), sha256))
        except ValueError as error:
            raise DownloadError(f"{path}:{number}: not a line of the lock; renew it: make lock") from error
    return jars


def pinned(jars: list[Jar]) -> tuple[str, str]:
    """(version of the server, version of the Browser)."""
    by_name = {f"{jar.group}:{jar.artifact}": jar.version for jar in jars}
    return by_name["org.neo4j:neo4j"], by_name[BROWSER]


def fetch(cache: Path | None = None) -> Distribution:
    """The pinned server, downloaded unless it is there already (then nothing touches the network).

    Safe to call from several processes at once: they share one download. Raises DownloadError.
    """
    cache = cache or cache_dir()
    jars = read_lock()
    server, browser = pinned(jars)
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    place = cache / f"neo4j-{server}-{digest}"
    found = Distribution(server, browser, place / "lib", place / "browser")
    if _complete(found, jars):
        return found
    with exclusive(cache / "fetch.lock"):
        if not _complete(found, jars):
            shutil.rmtree(place, ignore_errors=True)
            _build(place, jars, cache)
    return found


def _complete(found: Distribution, jars: list[Jar]) -> bool:
    """Sizes only: the hashes were checked before the directory got its name."""
    if not (found.browser / "index.html").is_file():
        return False
    sizes = {entry.name: entry.stat().st_size for entry in os.scandir(found.lib)}
    return sizes == {jar.filename: jar.size for jar in jars if _is_server(jar)}


def _is_server(jar: Jar) -> bool:
    return f"{jar.group}:{jar.artifact}" != BROWSER


def _build(place: Path, jars: list[Jar], cache: Path) -> None:
    work = Path(tempfile.mkdtemp(prefix="fetch-", dir=cache))
    try:
        (work / "lib").mkdir()
        for jar, path in _downloaded(jars, cache / "maven"):
            if _is_server(jar):
                _link(path, work / "lib" / jar.filename)
            else:
                _unpack_browser(path, work)
        work.chmod(0o755)
        work.rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(cache / "maven", ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _unpack_browser(jar: Path, work: Path) -> None:
    with zipfile.ZipFile(jar) as archive:
        archive.extractall(work, [name for name in archive.namelist() if name.startswith("browser/")])


def _downloaded(jars: list[Jar], repository: Path) -> Iterator[tuple[Jar, Path]]:
    """Each file once it is on disk and its hash is right. A broken run leaves what it has for the next."""
    from service.local import maven  # half a second that only a first run should pay

    total = sum(jar.size for jar in jars)
    with (
        maven.Resolver(THREADS) as resolver,
        ThreadPoolExecutor(THREADS) as pool,
        _Meter(len(jars), total) as progress,
    ):
        context = maven.context(repository, Settings().controlpath_maven_mirror, resolver)
        waiting = [(jar, pool.submit(_fetch_one, context, repository, jar)) for jar in jars]
        try:
            for jar, future in waiting:
                path = future.result()
                progress.advance(jar.size)
                yield jar, path
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _fetch_one(context: MavenContext, repository: Path, jar: Jar) -> Path:
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version)
    wanted = artifact.artifact(classifier=jar.classifier, packaging="jar")
    origin = ", ".join(context.remote_repos.values())
    reason = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(attempt)
        try:
            path = Path(wanted.resolve())
        except OSError as error:
            reason = str(error)
            # jgo writes in place: what a broken transfer left would pass for the file next time.
            (repository / wanted.component.path_prefix / wanted.filename).unlink(missing_ok=True)
            continue
        found = _sha256(path)
        if found == jar.sha256:
            return path
        path.unlink()
        reason = f"SHA-256 is {found}, the lock says {jar.sha256}"
    raise DownloadError(
        f"Could not fetch {jar} from {origin}: {reason}\n"
        "Check the network, or name a mirror of Maven Central in CONTROLPATH_MAVEN_MIRROR; a proxy is"
        " read from HTTPS_PROXY. What was fetched is kept: run the command again."
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class _Meter:
    """A bar where a person watches, a line every quarter else; on stderr, since stdout carries results."""

    def __init__(self, count: int, total: int) -> None:
        self._total = total
        self._done = 0
        self._label = f"Neo4j server ({count} files, {total / 1e6:.0f} MB)"
        self._bar: Progress | None = None
        console = Console(stderr=True)
        if console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
            self._bar = Progress(*columns, console=console)

    def __enter__(self) -> _Meter:
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task(self._label, total=self._total)
        else:
            self._say(f"Fetching {self._label}")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self, size: int) -> None:
        before, self._done = self._done, self._done + size
        if self._bar:
            self._bar.advance(self._task, size)
        elif before * 4 // self._total < self._done * 4 // self._total:
            self._say(f"  {self._done / 1e6:.0f} of {self._total / 1e6:.0f} MB")

    def _say(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


if __name__ == "__main__":
    try:
        fetch()
    except DownloadError as error:
        raise SystemExit(f"{error}") from None
