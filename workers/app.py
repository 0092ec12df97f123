"""The Celery application: ``celery -A workers.app worker``.

Messages only say that there is something to do; what is to be done, and what was done, is in the graph. So everything
here may be lost, doubled or late without harm, and nothing waits for a result.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery, signals

from service.settings import Settings
from service.telemetry import configure
from workers.deriving import Deriver
from workers.inbox_watch import WatchStep
from workers.polling import PollStep

VISIBILITY_SECONDS = 90


class ControlpathCelery(Celery):  # type: ignore[misc]
    """Carries the process's own Deriver."""

    deriver: Deriver
    settings: Settings


def create_app(settings: Settings) -> ControlpathCelery:
    """The application for these settings. Without a broker it only polls."""
    app = ControlpathCelery("controlpath", broker=settings.broker_url or "memory://", backend=None)
    app.deriver, app.settings = Deriver(settings), settings
    app.steps["worker"].add(PollStep)
    app.steps["worker"].add(WatchStep)
    app.conf.update(
        imports=["workers.tasks.derive"],
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=False,  # the poller takes up what a lost process left, without a message
        worker_prefetch_multiplier=1,
        # The tasks wait for the network, and a connection must not cross a fork.
        worker_pool="threads",
        worker_concurrency=2,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # they are harmless twice
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_proc_alive_timeout=60,
        broker_connection_timeout=3,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_SECONDS,
            # The defaults look for unacknowledged messages every 100 s (interval times throttle).
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            # Without them a frozen Redis holds a connection for ever.
            "socket_timeout": 3,
            "socket_connect_timeout": 1,
            "socket_keepalive": True,
            "health_check_interval": 5,
        },
    )
    return app


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def log_to_stderr(loglevel: int | str = logging.INFO, **_: Any) -> None:
    """One plain line an event on stderr, for Celery's messages and ours. Connected, it keeps Celery from its own."""
    configure(level=loglevel if isinstance(loglevel, int) else logging.getLevelName(str(loglevel).upper()))


@signals.worker_process_init.connect  # type: ignore[untyped-decorator]
def own_deriver(**_: Any) -> None:
    """In a child of a forking pool: neither the parent's connection nor its locks."""
    app.deriver = Deriver(Settings())


app = create_app(Settings())
