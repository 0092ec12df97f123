"""Who may ask what: API keys with two roles. Keys are kept as digests only, and never logged."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from typing import Literal

from service.errors import NotAllowed
from service.settings import Settings

Role = Literal["hook", "operator"]
LEAST_KEY = 16


class UnsafeStart(Exception):
    """The settings would let strangers ask, or hold a key that can be guessed; the message says what to set."""


class Keys:
    """The keys of one process. Without any, everybody is an operator, which is for loopback alone."""

    def __init__(self, hook: str = "", operator: str = "") -> None:
        self._roles: list[tuple[bytes, Role]] = []
        given: tuple[tuple[Role, str], ...] = (("hook", hook), ("operator", operator))
        for role, text in given:
            for key in filter(None, (part.strip() for part in text.split(","))):
                if len(key) < LEAST_KEY or not key.isascii():
                    raise UnsafeStart(f"A key of the role {role} has fewer than {LEAST_KEY} ASCII characters. {_MAKE}")
                if any(digest == _digest(key) for digest, _ in self._roles):
                    raise UnsafeStart("One key is given twice: each caller and each role needs its own.")
                self._roles.append((_digest(key), role))

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """The keys of the settings. Raises UnsafeStart, also for a start without keys beyond loopback."""
        keys = cls(
            settings.controlpath_hook_keys.get_secret_value(), settings.controlpath_operator_keys.get_secret_value()
        )
        if keys.none and not is_loopback(settings.controlpath_host):
            raise UnsafeStart(
                f"Without API keys the service listens on loopback only, not on {settings.controlpath_host}. "
                f"Set CONTROLPATH_OPERATOR_KEYS and CONTROLPATH_HOOK_KEYS. {_MAKE}"
            )
        return keys

    @property
    def none(self) -> bool:
        return not self._roles

    def role(self, key: str | None) -> Role:
        """The role of a caller. Raises NotAllowed: ``key_missing`` or ``key_unknown``."""
        if self.none:
            return "operator"
        if not key:
            hint = "Send the header X-API-Key, or Authorization: Bearer."
            raise NotAllowed("key_missing", "This needs an API key.", hint, status=401)
        given, found = _digest(key), None
        for digest, role in self._roles:  # all of them, whichever fits: the time taken says nothing
            if hmac.compare_digest(digest, given):
                found = role
        if found is None:
            raise NotAllowed("key_unknown", "This API key is not known.", "Ask the operator for one.", status=401)
        return found


def is_loopback(host: str | None) -> bool:
    """Whether an address, or the name localhost, can only be reached from this machine."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


_MAKE = 'Make a key with: python -c "import secrets; print(secrets.token_urlsafe(32))"'


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
