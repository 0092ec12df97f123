"""The worker's thread that watches the inbox, and fetches what is due. Loading takes hours; deriving must not wait."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps

from cypher.errors import GraphError
from cypher.graph import Graph
from ingest.source import BadFile
from service.settings import Settings
from workers import fetching, inbox, wiring
from workers.bell import Bell

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
STOP_SECONDS = 20.0


class Watcher:
    """Looks into the inbox every few seconds until it is stopped. Without ``CONTROLPATH_INBOX`` it does nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root = Path(settings.controlpath_inbox).expanduser() if settings.controlpath_inbox else None
        self._feeds = fetching.feeds(settings)
        self._bell = Bell(settings.broker_url)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="inbox-watcher", daemon=True)

    def start(self) -> None:
        if self._root is not None:
            self._root.mkdir(parents=True, exist_ok=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end between two batches and wait for it."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def look(self, graph: Graph, root: Path) -> None:
        """Fetch what is due and load what waits, once. Raises GraphError."""
        for feed in self._feeds:
            fetching.fetch_if_due(graph, feed, root)
        for item in inbox.waiting(root):
            self._go_on()
            inbox.take(graph, root, item, self._bell, self._go_on)
            self._bell.settle()

    def _watch(self) -> None:
        trouble = ""
        while not self._stopping.wait(EVERY_SECONDS):
            assert self._root is not None
            try:
                with wiring.graph(self._settings) as graph:
                    self.look(graph, self._root)
                trouble = ""
            except inbox.Stopped:
                return
            except (GraphError, BadFile, OSError) as error:
                if str(error) != trouble:
                    log.error("inbox_failed", error=str(error))
                    trouble = str(error)
            except Exception as error:
                log.error("inbox_failed", error=f"{type(error).__name__}: {error}", exc_info=True)

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise inbox.Stopped


class WatchStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """Starts the watcher after the pool, which may fork."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: Any) -> Watcher:
        return Watcher(worker.app.settings)
