"""Every error a command may end with, as one line, a hint and an exit code."""

from __future__ import annotations

from pydantic import ValidationError

from cypher.errors import GraphError, GraphUnavailable
from ingest.errors import LoadError
from ingest.source import BadFile
from service.auth import UnsafeStart
from service.determination.case import BadCase
from service.errors import ServiceError
from service.local.errors import LocalServerError
from service.policy.file import BadPolicy
from workers.commands._context import BAD_INPUT, NO_SERVER, CommandError

UNEXPECTED = 70  # as sysexits.h has it; 1 would read as a negative answer


def explained(error: Exception) -> tuple[str, str, int]:
    """(message, hint, exit code) of any error."""
    match error:
        case CommandError():
            return error.message, error.hint, error.code
        case GraphUnavailable():
            return error.message, error.hint, NO_SERVER
        case GraphError() | LoadError():
            return error.message, error.hint, BAD_INPUT
        case BadFile():
            return str(error), error.hint, BAD_INPUT
        case ServiceError():
            return error.detail, error.hint, NO_SERVER if error.status == 503 else BAD_INPUT
        case BadCase() | BadPolicy() | UnsafeStart():
            return str(error), "", BAD_INPUT
        case LocalServerError():
            return str(error), "", NO_SERVER
        case ValidationError():
            return _setting(error), "The settings are explained in service/README.md.", BAD_INPUT
        case OSError() if error.filename:
            return f"{error.filename}: {error.strerror}", "", BAD_INPUT
        case _:
            text = f"Unexpected {type(error).__name__}: {error}"
            return text, "For the traceback: controlpath --debug ...", UNEXPECTED


def _setting(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    return f"The setting {name} is not valid: {first['msg']}"
