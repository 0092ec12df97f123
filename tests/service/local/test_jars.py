"""The lock of the Neo4j server, and what happens when a download goes wrong."""

from __future__ import annotations

import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from service.local import jars
from service.local.errors import DownloadError


def test_the_lock_names_each_file_once_with_a_hash() -> None:
    locked = jars.read_lock()
    assert len(locked) > 200
    assert len({jar.filename for jar in locked}) == len(locked)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in locked)
    server, browser = jars.pinned(locked)
    assert all(jar.version == server for jar in locked if jar.group == "org.neo4j" and jar.artifact == "neo4j")
    assert f"neo4j:{server}" in jars.LOCK.read_text() and browser in jars.LOCK.read_text()


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Maven repository of two small files on loopback, and a lock that pins them."""
    root = tmp_path / "mirror"
    server, browser = (root / f"org/neo4j/{part}" for part in ("neo4j/1.0/neo4j-1.0.jar", "client/neo4j-browser/2.0/x"))
    browser = browser.with_name("neo4j-browser-2.0.jar")
    for path, entry in ((server, "a.class"), (browser, "browser/index.html")):
        path.parent.mkdir(parents=True)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(entry, "content")
    lock = tmp_path / "test.lock"
    lines = [("org.neo4j:neo4j:1.0", server), (f"{jars.BROWSER}:2.0", browser)]
    lock.write_text("".join(f"{name} {path.stat().st_size} {sha256(path)}\n" for name, path in lines))
    handler = partial(Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        monkeypatch.setattr(jars, "LOCK", lock)
        monkeypatch.setattr(jars, "read_lock", partial(jars.read_lock, lock))
        monkeypatch.setattr(jars.time, "sleep", lambda _: None)
        monkeypatch.setenv("CONTROLPATH_MAVEN_MIRROR", f"http://127.0.0.1:{httpd.server_port}/")
        yield root
        httpd.shutdown()
        thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_mirror_serves_and_the_second_time_nothing_is_asked(mirror: Path, tmp_path: Path) -> None:
    found = jars.fetch(tmp_path / "cache")
    assert (found.version, found.browser_version) == ("1.0", "2.0")
    assert (found.browser / "index.html").read_text() == "content"
    assert [path.name for path in found.lib.iterdir()] == ["org.neo4j_neo4j_1.0.jar"]
    for path in mirror.rglob("*.jar"):
        path.unlink()
    assert jars.fetch(tmp_path / "cache") == found


def test_an_altered_file_is_refused_and_nothing_half_done_stays(mirror: Path, tmp_path: Path) -> None:
    with (mirror / "org/neo4j/neo4j/1.0/neo4j-1.0.jar").open("ab") as handle:
        handle.write(b"!")
    with pytest.raises(DownloadError, match=r"org\.neo4j:neo4j:1\.0 from http.*the lock says"):
        jars.fetch(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("neo4j-*"))
    assert not list((tmp_path / "cache").glob("fetch-*"))


def test_a_damaged_cache_is_fetched_again(mirror: Path, tmp_path: Path) -> None:
    found = jars.fetch(tmp_path / "cache")
    (found.lib / "org.neo4j_neo4j_1.0.jar").write_bytes(b"")
    assert sha256(jars.fetch(tmp_path / "cache").lib / "org.neo4j_neo4j_1.0.jar") == sha256(
        mirror / "org/neo4j/neo4j/1.0/neo4j-1.0.jar"
    )


def test_offline_says_what_to_do(mirror: Path, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTROLPATH_MAVEN_MIRROR", f"http://127.0.0.1:{free_port}")
    with pytest.raises(DownloadError, match="CONTROLPATH_MAVEN_MIRROR") as caught:
        jars.fetch(tmp_path / "cache")
    assert f"127.0.0.1:{free_port}" in str(caught.value)


def test_several_at_once_share_one_download(mirror: Path, tmp_path: Path) -> None:
    found: list[jars.Distribution] = []
    threads = [threading.Thread(target=lambda: found.append(jars.fetch(tmp_path / "cache"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.parametrize("line", ["org.neo4j:neo4j:1.0", "org.neo4j 1 x", "org.neo4j:neo4j:1.0 many abc"])
def test_a_broken_lock_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "broken.lock"
    path.write_text(f"# comment\n{line}\n")
    with pytest.raises(DownloadError, match=r"broken\.lock:2"):
        jars.read_lock(path)
