"""Logs: one line per request on stderr, with an id that is also in the answer. No keys, no names, no query strings."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem

log = structlog.get_logger("controlpath.request")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def configure(*, level: int = logging.INFO) -> None:
    """Send this process's logs to stderr: lines for people on a terminal, JSON elsewhere. Once per process."""
    if structlog.is_configured():
        return
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Tracebacks without the values of variables: those hold keys and persons.
    if sys.stderr.isatty():
        last: list[Any] = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # Our own line says what uvicorn's access line says, and not the query string.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)


class _Stderr(logging.StreamHandler[Any]):
    """Writes to what stderr is when the line is written, not to what it was when logging was set up."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr


class Telemetry:
    """Outermost middleware: a request id, one log line, and a problem instead of whatever went wrong unforeseen."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode()), *_SAFE]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception("request_failed", route=_route(scope))
            if status:
                raise
            detail, hint = "Something went wrong in the service.", "Report the request id; nothing was allowed."
            await problem(500, "internal_error", detail, hint, request_id=request_id)(scope, receive, sending)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            # Probes come every few seconds; only their failures are news.
            say = log.debug if status == 200 and _route(scope) in _PROBES else log.info
            say("request", method=scope["method"], route=_route(scope), status=status, ms=took)


_PROBES = ("/healthz", "/readyz")
_SAFE = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


def _route(scope: MutableMapping[str, Any]) -> str:
    """The template of the route, never the path: that one holds ids, and grows without bound under a scanner."""
    route = scope.get("route")
    return getattr(route, "path", "unmatched")
