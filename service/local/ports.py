"""Ports on loopback: the wanted one where it is free, else another."""

from __future__ import annotations

import socket
from collections.abc import Callable

from service.local.errors import PortTaken

ATTEMPTS = 3


class Ports:
    """The ports of one server: chosen at its first start, then kept, since others were told of them."""

    def __init__(self, *wanted: int) -> None:
        self._wanted = wanted
        self.chosen: tuple[int, ...] = ()

    def start(self, attempt: Callable[[], None]) -> None:
        """Choose, and call ``attempt``; on PortTaken choose again, for somebody may come between the two."""
        if self.chosen:
            return attempt()
        for _ in range(ATTEMPTS - 1):
            self.chosen = tuple(choose_port(port) for port in self._wanted)
            try:
                return attempt()
            except PortTaken:
                continue
        self.chosen = tuple(choose_port() for _ in self._wanted)
        try:
            attempt()
        except PortTaken:
            self.chosen = ()
            raise


def choose_port(preferred: int = 0) -> int:
    """``preferred`` if nothing listens there on loopback, else a free port."""
    if preferred and _free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _free(port: int) -> bool:
    # Binding alone is not enough: macOS lets 127.0.0.1 be bound beside a listener on all addresses.
    with socket.socket() as client:
        client.settimeout(1)
        if client.connect_ex(("127.0.0.1", port)) == 0:
            return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
