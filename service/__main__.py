"""``python -m service``: serve the API at CONTROLPATH_HOST and CONTROLPATH_PORT.

Exit: 0 stopped, 2 it may not start like this.
"""

from __future__ import annotations

import sys

from service.auth import Keys, UnsafeStart
from service.settings import Settings
from service.telemetry import configure


def serve(settings: Settings) -> None:
    """Serve until a signal ends it. Raises UnsafeStart, also for a keyless start beyond loopback."""
    Keys.of(settings)
    import uvicorn

    from service.app import create_app

    configure()
    uvicorn.run(
        create_app(settings),
        host=settings.controlpath_host,
        port=settings.controlpath_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


def main() -> int:
    try:
        serve(Settings())
    except UnsafeStart as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
