"""The doorbell: tells workers that there is something to do. They look every second anyway, so it may be lost.

Tasks are named here and enqueued by name, because the floor of the workers lies above this one; a test compares the
names with the registered tasks.
"""

from __future__ import annotations

from functools import cache

import structlog
from celery import Celery
from kombu.exceptions import KombuError
from redis import RedisError

DERIVE = "workers.derive"
"""Derive holdings, standings and marks from what changed. No arguments: the outbox in the graph says what changed."""

TIMEOUT_SECONDS = 1
EXPIRES_SECONDS = 60  # older rings say nothing that polling has not found, and would pile up while no worker runs
log = structlog.get_logger(__name__)


def ring(broker_url: str | None, task: str = DERIVE) -> bool:
    """Enqueue ``task``. False if there is no broker or it does not take the message in time; never raises for that."""
    if not broker_url:
        return False
    try:
        _sender(broker_url).send_task(task, retry=False, ignore_result=True, expires=EXPIRES_SECONDS)
    except (KombuError, RedisError, OSError, ValueError, LookupError) as error:
        log.warning("doorbell_not_rung", task=task, error=type(error).__name__)
        return False
    return True


@cache
def _sender(broker_url: str) -> Celery:
    app = Celery("controlpath", broker=broker_url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        task_ignore_result=True,
        broker_connection_timeout=TIMEOUT_SECONDS,
        broker_transport_options={
            "socket_timeout": TIMEOUT_SECONDS,
            "socket_connect_timeout": TIMEOUT_SECONDS,
            # One attempt: redis-py's own retries would multiply the time a caller waits for a doorbell.
            "retry_on_timeout": False,
            "max_retries": 0,
        },
    )
    return app
