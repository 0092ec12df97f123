"""``python -m service``: serve the API at CONTROLPATH_HOST and CONTROLPATH_PORT.

Exit: 0 stopped, 2 it may not start like this.
"""

from __future__ import annotations

import ipaddress
import sys

from service.errors import BadRequest, ServiceError
from service.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until a signal ends it. Raises BadRequest for a keyless start beyond loopback."""
    refuse_keyless(settings)
    import uvicorn

    from service.app import create_app

    uvicorn.run(
        create_app(settings),
        host=settings.controlpath_host,
        port=settings.controlpath_port,
        log_level="info",
        access_log=False,
        server_header=False,
    )


def refuse_keyless(settings: Settings) -> None:
    """Raises BadRequest if strangers could reach the API and no key would stop them."""
    keys = settings.controlpath_hook_keys.get_secret_value() + settings.controlpath_operator_keys.get_secret_value()
    if not keys.strip(" ,") and not is_loopback(settings.controlpath_host):
        raise BadRequest(
            "keyless",
            f"The API would listen on {settings.controlpath_host}, beyond this machine, without any key.",
            "Set CONTROLPATH_HOOK_KEYS and CONTROLPATH_OPERATOR_KEYS, or listen on 127.0.0.1.",
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address. A name other than localhost may mean anything."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def main() -> int:
    try:
        serve(Settings())
    except ServiceError as error:
        sys.stderr.write(f"error: {error.detail}\nhint: {error.hint}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
