"""What is refused before anything is read: bodies that are too large and, where there are no keys, other machines."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.auth import is_loopback
from service.determination.case import MAX_BYTES as MAX_CASE_BYTES
from service.problems import problem

MAX_BODY_BYTES = 64 * 1024
LARGE = {"/v1/evaluations": MAX_CASE_BYTES}
"""Paths that take more than MAX_BODY_BYTES, with their limits."""


class BodyLimit:
    """Refuses a body by its announced length, and one that lies about it as soon as it has grown too large.

    FastAPI's own limit answers before the application's error handlers, in plain text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = LARGE.get(scope["path"], MAX_BODY_BYTES)
        detail = f"The body is larger than {limit} bytes, the limit here"
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or len(announced) > 18 or int(announced) > limit:
            refusal = problem(413, "too_large", f"{detail}.", request_id=scope.get("request_id"))
            await refusal(scope, receive, send)
            return
        received = 0

        async def receiving() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, detail)
            return message

        await self._app(scope, receiving, send)


class LocalOnly:
    """Answers only connections that are to loopback and say so: no page in a browser can have another name resolved
    to this address and ask through it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _local(scope):
            detail = "This service has no API keys, so it answers this machine alone."
            hint = "Use http://127.0.0.1, or set CONTROLPATH_OPERATOR_KEYS and CONTROLPATH_HOOK_KEYS."
            refusal = problem(403, "not_local", detail, hint, request_id=scope.get("request_id"))
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _local(scope: Scope) -> bool:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    name = host[: host.rindex("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
    server = scope.get("server")
    return is_loopback(name) and server is not None and is_loopback(server[0])
