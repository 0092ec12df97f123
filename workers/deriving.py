"""A process's part in deriving: from the outbox to holdings, standings and marks, one of its threads at a time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import structlog

from cypher.errors import GraphError, SchemaMissing
from cypher.graph import Graph
from service.consolidation import catch_up
from service.policy.file import Policies
from service.settings import Settings
from workers import wiring

log = structlog.get_logger(__name__)


class _Stopping(Exception):
    """The process is asked to end: what was committed stays, the rest is for the next one."""


class Deriver:
    """Drains the outbox of the settings' graph. Connects at first use, so that no connection crosses a fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._busy = threading.Lock()
        self._stopping = threading.Event()
        self._policies: Policies | None = None
        self._graph: Graph | None = None
        self._trouble = ""

    def check(self) -> None:
        """Read the policies now. Raises BadPolicy or BadRequest: without them nothing can ever be derived."""
        self._policies = wiring.policies(self._settings)
        wiring.active(self._settings, self._policies, datetime.now(UTC).date())

    def attempt(self) -> bool:
        """Derive what is behind; False if that failed, which is logged once until it changes.

        True also where another thread of this process is at it: that one goes on until nothing is behind.
        """
        if not self._busy.acquire(blocking=False):
            return True
        try:
            self._derive()
        except _Stopping:
            log.info("derivation_interrupted", reason="the worker stops; the next one goes on from here")
        except GraphError as error:
            self._failed(str(error))
            return False
        except Exception as error:  # noqa: BLE001 - a thread that ended here would leave the worker alive and idle
            self._failed(f"{type(error).__name__}: {error}", unexpected=True)
            return False
        finally:
            self._busy.release()
        if self._trouble:
            log.info("derivation_works_again")
            self._trouble = ""
        return True

    def stop(self, seconds: float) -> None:
        """End the work between two transactions and close the connection; waits at most ``seconds``."""
        self._stopping.set()
        if self._busy.acquire(timeout=seconds):
            self._busy.release()
        if self._graph is not None:
            self._graph.close()
            self._graph = None

    def _derive(self) -> None:
        graph = self._graph = self._graph or wiring.graph(self._settings)
        if self._policies is None:
            self.check()
        assert self._policies is not None
        # Not retried, unlike a read: whoever polls comes again by itself, and says at once what is wrong.
        rows = list(graph.stream("outbox/head"))
        if not rows:
            raise SchemaMissing("The graph has no clock: it was never migrated.", hint="Run: controlpath migrate")
        if rows[0]["through"] >= rows[0]["head"]:
            return
        today = datetime.now(UTC).date()
        done = catch_up(graph, wiring.active(self._settings, self._policies, today), today, self._go_on)
        log.info("derived", through=done.through, parties=done.subjects)

    def _go_on(self, done: int, head: int) -> None:
        if self._stopping.is_set():
            raise _Stopping(f"{done} of {head}")

    def _failed(self, text: str, *, unexpected: bool = False) -> None:
        if text != self._trouble:
            log.error("derivation_failed", error=text, exc_info=unexpected)
            self._trouble = text
