"""``controlpath serve``: the API in the foreground."""

from __future__ import annotations

from typing import Annotated

import structlog
import typer

from service import __main__ as service_main
from workers.commands import _context, _show

EXAMPLES = _show.examples("controlpath serve", "CONTROLPATH_OPERATOR_KEYS=... controlpath serve --host 0.0.0.0")


def run(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: CONTROLPATH_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port. Default: CONTROLPATH_PORT.")] = None,
) -> None:
    """Serve the API until Ctrl-C. Beyond loopback it starts only with keys."""
    changes = {"controlpath_host": host, "controlpath_port": port}
    used = _context.settings().model_copy(update={key: value for key, value in changes.items() if value is not None})
    structlog.reset_defaults()  # a server's log, not a command's
    service_main.serve(used)
