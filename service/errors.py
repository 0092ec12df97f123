"""What can go wrong in the service, as problems with a status, a stable code, a sentence and a hint.

ServiceError
|- NotFound            404  unknown_entity, unknown_policy, unknown_source
|- BadRequest          400  bad_date, bad_case, bad_policy ...
|- NotAllowed          401 / 403
|- Busy                503  the graph changes faster than it can be read
`- Unavailable         503  the graph does not answer; no cached answer stands in for it
"""

from __future__ import annotations


class ServiceError(Exception):
    """``code`` is stable and machine-readable; ``hint`` says what to do."""

    status = 500

    def __init__(self, code: str, detail: str, hint: str = "", status: int | None = None) -> None:
        super().__init__(detail)
        self.code, self.detail, self.hint = code, detail, hint
        self.status = status or self.status


class NotFound(ServiceError):
    status = 404


class BadRequest(ServiceError):
    status = 400


class NotAllowed(ServiceError):
    status = 403


class Busy(ServiceError):
    status = 503


class Unavailable(ServiceError):
    status = 503
