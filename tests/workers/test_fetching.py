"""Fetching into the inbox, from a server on loopback: what is taken, and what never is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cypher.graph import Graph
from ingest.errors import UnknownSource
from ingest.source import BadFile
from service.settings import Settings
from workers.fetching import Feed, feeds, fetch_if_due

CSV = b"LEI,x\n"


class Handler(BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""

    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("If-None-Match")))
        match self.path.split("?")[0]:
            case "/same.csv" if self.headers.get("If-None-Match") == '"1"':
                self._say(304)
            case "/moved.csv":
                self._say(302, location="/file.csv")
            case "/away.csv":
                self._say(302, location="http://169.254.169.254/latest")
            case "/loop.csv":
                self._say(302, location="/loop.csv")
            case "/page.csv":
                self._say(200, b"<html>", kind="text/html")
            case "/large.csv":
                self._say(200, b"x" * 1_100_000)
            case "/expired.jsonl":
                self._say(416)
            case "/stream.jsonl":
                self._say(200, b'{"a": 1}\n{"b": 2', kind="application/json")
            case _:
                self._say(200, CSV)

    def _say(self, status: int, body: bytes = b"", location: str = "", kind: str = "text/csv") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test says what it saw."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Handler.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def feed(server: ThreadingHTTPServer, name: str, **fields: Any) -> Feed:
    given: dict[str, Any] = {"hosts": ["127.0.0.1"], "every_minutes": 60, "max_megabytes": 1} | fields
    return Feed(source="gleif_rr", url=f"http://127.0.0.1:{server.server_port}/{name}", **given)


def inbox(root: Path) -> list[Path]:
    return sorted(path for path in (root / "gleif_rr").rglob("*") if path.is_file() and not path.name.startswith("."))


def due_now(root: Path) -> None:
    for memory in (root / "gleif_rr").glob(".fetched-*"):
        memory.write_text(json.dumps(json.loads(memory.read_text()) | {"next": 0}))


def test_a_file_is_fetched_when_it_is_due_and_only_if_it_is_another(
    graph: Graph, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    wanted = feed(server, "same.csv", snapshot=True)
    found = fetch_if_due(graph, wanted, tmp_path)
    assert found is not None and found.parent.name == "snapshots" and found.read_bytes() == CSV
    assert fetch_if_due(graph, wanted, tmp_path) is None
    assert len(Handler.asked) == 1, "it is not due again"
    due_now(tmp_path)
    assert fetch_if_due(graph, wanted, tmp_path) is None
    assert Handler.asked[-1] == ("/same.csv", '"1"')
    assert inbox(tmp_path) == [found]


@pytest.mark.parametrize("name", ["away.csv", "loop.csv", "page.csv", "large.csv", "expired.jsonl"])
def test_what_is_not_as_it_should_be_is_not_taken(
    graph: Graph, server: ThreadingHTTPServer, tmp_path: Path, name: str
) -> None:
    assert fetch_if_due(graph, feed(server, name), tmp_path) is None
    assert inbox(tmp_path) == []
    assert len(Handler.asked) == (6 if name == "loop.csv" else 1), "no other host was asked"
    assert list((tmp_path / "gleif_rr").glob("*.part")) == []


def test_a_host_that_is_not_allowed_is_not_asked(graph: Graph, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    assert fetch_if_due(graph, feed(server, "file.csv", hosts=["localhost"]), tmp_path) is None
    assert Handler.asked == []


def test_redirects_among_its_hosts_are_followed(graph: Graph, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    assert fetch_if_due(graph, feed(server, "moved.csv"), tmp_path) is not None


def test_a_stream_resumes_where_it_was_read_and_ends_with_a_line(
    graph: Graph, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    wanted = feed(server, "stream.jsonl?timepoint={cursor}", seconds=5)
    assert fetch_if_due(graph, wanted, tmp_path) is None, "nobody knows where it resumes"
    graph.write("ingest/source", id="gleif_rr", properties={"title": "T", "grade": "A", "rank": 1})
    graph.write("ingest/move_cursor", source="gleif_rr", cursor="17")
    due_now(tmp_path)
    found = fetch_if_due(graph, wanted, tmp_path)
    assert found is not None and found.read_bytes() == b'{"a": 1}\n'
    assert Handler.asked == [("/stream.jsonl?timepoint=17", None)]


def test_the_feeds_file_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    settings = Settings(controlpath_feeds=str(file))
    good = '[[feed]]\nsource = "gleif-rr"\nurl = "https://x.org/a"\nhosts = ["x.org"]\nevery_minutes = 5\n'
    file.write_text(good)
    assert [one.source for one in feeds(settings)] == ["gleif_rr"]
    assert feeds(Settings()) == []
    for text, told in ((good + "more = 1\n", "more"), ("[feeds]\n", "unknown key"), ("no toml", "feeds")):
        file.write_text(text)
        with pytest.raises(BadFile, match=told):
            feeds(settings)
    file.write_text(good.replace("gleif-rr", "nobody"))
    with pytest.raises(UnknownSource):
        feeds(settings)
