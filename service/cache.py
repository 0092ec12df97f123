"""Determinations in Redis. The only importer of redis in the service.

A key holds the graph's epoch and newest revision, so any change of the graph makes every older value unreachable:
nothing is ever deleted, and a value that is there is current. Redis away, slow or empty is a miss, never an error.
"""

from __future__ import annotations

import redis
import structlog

LIFE_SECONDS = 24 * 3600
TIMEOUT_SECONDS = 0.25
log = structlog.get_logger(__name__)


class Cache:
    """Bytes by key, for at most a day."""

    def __init__(self, url: str | None) -> None:
        self._client = (
            redis.Redis.from_url(url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS)
            if url
            else None
        )

    def get(self, key: str) -> bytes | None:
        """The value, or None if it is not there or Redis does not answer in time."""
        if self._client is None:
            return None
        try:
            value = self._client.get(key)
        except redis.RedisError as error:
            log.warning("cache_unavailable", error=type(error).__name__)
            return None
        return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        """Keep a value. It may be lost at any moment."""
        if self._client is None:
            return
        try:
            self._client.set(key, value, ex=LIFE_SECONDS)
        except redis.RedisError as error:
            log.warning("cache_unavailable", error=type(error).__name__)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
