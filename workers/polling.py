"""Looks at the outbox every second, whether or not a broker can be reached: messages may be lost, changes may not."""

from __future__ import annotations

import threading
from typing import Any

from celery import bootsteps

from workers.deriving import Deriver

EVERY_SECONDS = 1.0
PATIENCE_SECONDS = (1.0, 2.0, 4.0, 5.0)  # how soon a graph that came back is noticed
STOP_SECONDS = 20.0


class Poller:
    """A thread that calls ``deriver.attempt`` every second until it is stopped."""

    def __init__(self, deriver: Deriver) -> None:
        self._deriver = deriver
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="outbox-poller", daemon=True)

    def start(self) -> None:
        self._deriver.check()
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end and wait for it, as long as an orderly stop may take."""
        self._stopping.set()
        self._deriver.stop(STOP_SECONDS)
        if self._thread.is_alive():
            self._thread.join(1.0)

    def _poll(self) -> None:
        failures = 0
        while True:
            failures = 0 if self._deriver.attempt() else failures + 1
            pause = PATIENCE_SECONDS[min(failures, len(PATIENCE_SECONDS)) - 1] if failures else EVERY_SECONDS
            if self._stopping.wait(pause):
                return


class PollStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """Starts the poller before the consumer, which waits for the broker, and after the pool, which may fork."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: Any) -> Poller:
        return Poller(worker.app.deriver)
