"""Changes of the graph that are made exactly once, and bear instants in the order of their revisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from cypher.errors import CommitUnknown
from cypher.graph import Graph, Tx

T = TypeVar("T")
_ATTEMPTS_AFTER_LOST_REPLY = 3
_TIMEOUT = 180.0
"""Seconds for a transaction, the wait for a loader's lock among them."""


def committed(graph: Graph, work: Callable[[Tx], T]) -> T:
    """What ``work`` returns, in a transaction that is sent again where the reply to its commit was lost.

    So ``work`` must first look for its receipt (``ingest/begin``): it may have been done. Raises GraphError; then
    nothing of it is in the graph.
    """
    for attempt in range(1, _ATTEMPTS_AFTER_LOST_REPLY + 1):
        try:
            return graph.transaction(work, write=True, timeout=_TIMEOUT)
        except CommitUnknown:
            if attempt == _ATTEMPTS_AFTER_LOST_REPLY:
                raise
    raise AssertionError("the loop returns or raises")


def next_instant(last: datetime | None, now: datetime) -> datetime:
    """The instant of a change after one of ``last``: each names one state, whatever clocks and waits."""
    return now if last is None else max(now, last + timedelta(microseconds=1))
