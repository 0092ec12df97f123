"""Rings for the workers while changes are committed, now and then, and once more if the last of them was not told."""

from __future__ import annotations

import time

from service.queue import ring

EVERY_SECONDS = 2.0


class Bell:
    """Call it with each new revision, and ``settle`` it at the end. Without a broker it is silent: workers poll."""

    def __init__(self, broker_url: str | None) -> None:
        self._url = broker_url
        self._next = 0.0
        self._untold = False

    def __call__(self, _: int) -> None:
        self._untold = True
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_SECONDS
            self.settle()

    def settle(self) -> None:
        if self._untold:
            self._untold = False
            ring(self._url)
