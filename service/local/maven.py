"""jgo, as jars.py uses it: one set of connections for all files, and no checksum but the lock's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests
from jgo.maven import MavenContext, PythonResolver
from requests.adapters import HTTPAdapter

TIMEOUT_SECONDS = 30
CHUNK = 1 << 18


class Resolver(PythonResolver):
    """jgo's own opens two connections a file, the second for a SHA-1 on which it only warns."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._session = requests.Session()
        self._session.mount("https://", HTTPAdapter(pool_maxsize=threads))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=threads))

    def __enter__(self) -> Resolver:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def download(self, artifact: Any) -> Path:
        """The file in the local repository; OSError if it could not be had."""
        (base,) = artifact.context.remote_repos.values()
        url = f"{base}/{artifact.component.path_prefix.as_posix()}/{artifact.filename}"
        path = Path(artifact.cached_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._session.get(url, stream=True, timeout=TIMEOUT_SECONDS) as response, path.open("wb") as file:
            response.raise_for_status()
            for chunk in response.iter_content(CHUNK):
                file.write(chunk)
        return path


def context(repository: Path, mirror: str | None, resolver: Resolver) -> MavenContext:
    """Maven Central, or only the mirror where one is named; files are kept in ``repository``."""
    remotes = {"mirror": mirror.rstrip("/")} if mirror else None
    return MavenContext(resolver=resolver, repo_cache=repository, remote_repos=remotes)
