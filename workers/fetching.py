"""Fetches publishers' files into the inbox, as a feeds file says. Nothing is fetched without one.

```toml
[[feed]]
source = "gleif_rr"
url = "https://goldencopy.gleif.org/api/v2/golden-copies/publishes/rr/latest.csv"
hosts = ["goldencopy.gleif.org"]      # the only ones that are asked, redirects included
every_minutes = 480
snapshot = true                       # what it gives is all there is
max_megabytes = 500
types = ["application/zip", "text/csv"]
user_from = "COMPANIES_HOUSE_KEY"     # optional: environment variable with the name of the HTTP user
seconds = 60                          # optional: a stream that never ends is read so long
```
In ``url`` the text ``{cursor}`` stands for where the source's stream resumes.
"""

from __future__ import annotations

import json
import os
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cypher.graph import Graph
from ingest.registry import source as source_of
from ingest.source import BadFile
from service.settings import Settings
from workers.inbox import SNAPSHOTS

log = structlog.get_logger(__name__)

MOST_REDIRECTS = 5
TIMEOUT_SECONDS = 30.0
RETRY_SECONDS = 900
_BLOCK = 2**18
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
TYPES = (
    "application/zip", "application/x-zip-compressed", "application/gzip", "application/x-gzip", "text/csv",
    "application/json", "application/x-ndjson", "application/json-seq", "application/xml", "text/xml", "text/plain",
    "application/octet-stream", "binary/octet-stream",
)  # fmt: skip


class Feed(BaseModel):
    """One file that is fetched again and again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    url: str
    hosts: list[str] = Field(min_length=1)
    every_minutes: int = Field(ge=1, le=60 * 24 * 366)
    snapshot: bool = False
    max_megabytes: int = Field(1_000, ge=1, le=100_000)
    types: list[str] = Field(default_factory=lambda: list(TYPES))
    user_from: str | None = None
    seconds: int | None = Field(None, ge=1, le=3_600)


class NotFetched(Exception):
    """Why a file was not taken, in a sentence without secrets."""


def feeds(settings: Settings) -> list[Feed]:
    """The feeds of ``CONTROLPATH_FEEDS``; none if it is unset. Raises BadFile, UnknownSource."""
    if settings.controlpath_feeds is None:
        return []
    path = Path(settings.controlpath_feeds).expanduser()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        read = [Feed.model_validate(one) for one in found.get("feed", [])]
        if unknown := set(found) - {"feed"}:
            raise ValueError(f"unknown key {sorted(unknown)[0]!r}; feeds are [[feed]] tables")
    except (OSError, ValueError, ValidationError) as wrong:
        raise BadFile(path, f"no feeds file: {wrong}", hint="workers/README.md shows one.") from None
    return [feed.model_copy(update={"source": source_of(feed.source).id}) for feed in read]


def fetch_if_due(graph: Graph, feed: Feed, root: Path) -> Path | None:
    """Fetches ``feed`` into the inbox if its time has come; the file, or None. What went wrong is logged, and is tried
    again in a quarter of an hour at the latest."""
    folder = root / feed.source
    folder.mkdir(parents=True, exist_ok=True)
    memory = folder / f".fetched-{urlsplit(feed.url).path.rpartition('/')[2][:60] or 'feed'}.json"
    known: dict[str, Any] = json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else {}
    if time.time() < known.get("next", 0):
        return None
    found, pause = None, feed.every_minutes * 60
    try:
        found, known["etag"] = _fetch(feed, _address(graph, feed), folder, known.get("etag"))
    except (NotFetched, httpx2.HTTPError) as error:
        pause = min(pause, RETRY_SECONDS)
        log.error("not_fetched", source=feed.source, host=urlsplit(feed.url).hostname, error=str(error))
    memory.write_text(json.dumps(known | {"next": time.time() + pause}), encoding="utf-8")
    return found


def _address(graph: Graph, feed: Feed) -> str:
    if "{cursor}" not in feed.url:
        return feed.url
    cursor = next((row["cursor"] for row in graph.read("lookup/loads") if row["id"] == feed.source), None)
    if not cursor:
        raise NotFetched("nobody knows where its stream resumes: load a snapshot, or a first file of the stream")
    return feed.url.replace("{cursor}", cursor)


def _fetch(feed: Feed, address: str, folder: Path, etag: str | None) -> tuple[Path | None, str | None]:
    auth = (os.environ.get(feed.user_from, ""), "") if feed.user_from else None
    headers = {"If-None-Match": etag} if etag and not feed.seconds else {}
    with httpx2.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            _allowed(feed, address)
            with client.stream("GET", address, headers=headers, auth=auth) as response:
                if response.is_redirect:
                    address, auth = urljoin(address, response.headers.get("location", "")), None
                    continue
                if response.status_code == 304:
                    return None, etag
                if response.status_code == 416:
                    raise NotFetched("its stream no longer goes back to where it was read: load a snapshot")
                if response.status_code != 200:
                    raise NotFetched(f"the server answered {response.status_code}")
                return _kept(feed, response, folder), response.headers.get("etag")
    raise NotFetched(f"more than {MOST_REDIRECTS} redirects")


def _allowed(feed: Feed, address: str) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise NotFetched("it leads to no address") from None
    if host not in feed.hosts:
        raise NotFetched(f"it leads to {host[:100]!r}, which is not among its hosts")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise NotFetched(f"it leads to {parts.scheme[:10]}, not to https")


def _kept(feed: Feed, response: httpx2.Response, folder: Path) -> Path | None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in feed.types:
        raise NotFetched(f"it is of type {kind[:60]!r}, not {', '.join(feed.types[:4])} ...")
    place = folder / SNAPSHOTS if feed.snapshot else folder
    place.mkdir(exist_ok=True)
    ending = "".join(Path(urlsplit(feed.url).path).suffixes[-2:])
    part = place / f".{datetime.now(UTC):%Y%m%dT%H%M%S%f}{ending}.part"
    try:
        size, ends = 0, time.monotonic() + feed.seconds if feed.seconds else None
        with part.open("wb") as file:
            try:
                for block in response.iter_bytes(_BLOCK):
                    size += len(block)
                    if size > feed.max_megabytes * 1_000_000:
                        raise NotFetched(f"it is larger than {feed.max_megabytes} MB")
                    file.write(block)
                    if ends is not None and time.monotonic() >= ends:
                        break
            except httpx2.ReadTimeout:
                if ends is None:
                    raise
        if ends is not None:
            _cut_to_lines(part)
        if not part.stat().st_size:
            return None
        return part.rename(part.with_name(part.name.removeprefix(".").removesuffix(".part")))
    finally:
        part.unlink(missing_ok=True)


def _cut_to_lines(path: Path) -> None:
    """A stream is left in the middle of a line: what follows the last whole one comes again."""
    with path.open("r+b") as file:
        file.truncate(path.read_bytes().rfind(b"\n") + 1)
