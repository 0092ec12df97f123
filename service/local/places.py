"""Where files outside the repository live, and how processes take turns with them."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from service.settings import Settings


def cache_dir() -> Path:
    """Downloads, shared by every instance and safe to delete: ``CONTROLPATH_CACHE`` or the user's cache."""
    return _chosen(Settings().controlpath_cache, platformdirs.user_cache_path("controlpath"))


def home_dir() -> Path:
    """The data of the running instance: ``CONTROLPATH_HOME`` or the user's data directory."""
    return _chosen(Settings().controlpath_home, platformdirs.user_data_path("controlpath"))


def _chosen(setting: str | None, default: Path) -> Path:
    return Path(setting).expanduser().resolve() if setting else default


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; wait while another process holds it. Released even by ``kill -9``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
