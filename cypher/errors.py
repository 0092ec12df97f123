"""What can go wrong between a query and the graph. Every error is one sentence and a hint.

GraphError
├── GraphUnavailable    no server, no login, or the connection broke
│   └── CommitUnknown   the reply to a commit was lost: the write may or may not have happened
├── QueryTimeout        the transaction ran longer than it may, or somebody ended it
├── SchemaMissing       the schema is absent, incomplete, or newer than this code
├── Conflict            the data contradict the write: a unique key is taken, or writers kept colliding
└── BadQuery            a query file, its parameters, or what it asks of the server is wrong
"""

from __future__ import annotations


class GraphError(Exception):
    """``query``: the name of the query if one was running. ``code``: the server's status code if it sent one.

    ``retryable`` says that the same transaction, run again, may well succeed.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        query: str | None = None,
        code: str = "",
        retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.query, self.code, self.retryable = message, hint, query, code, retryable

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class GraphUnavailable(GraphError):
    """No server answers, it refuses the login, or the connection broke."""


class CommitUnknown(GraphUnavailable):
    """The reply to a commit was lost. Not retried: only the caller knows whether a repeat is harmless."""


class QueryTimeout(GraphError):
    """The server ended the transaction: it ran longer than its limit, or an operator terminated it."""


class SchemaMissing(GraphError):
    """A constraint or index that the code relies on is not there, or the database is newer than the code."""


class Conflict(GraphError):
    """The write contradicts what is stored, or lost against other writers until its time was up."""


class BadQuery(GraphError):
    """A query file breaks the house's contract, its parameters do not fit, or the server cannot run it."""


# The server calls these transient; run again, they would only exhaust its memory once more.
_TOO_BIG = (
    "MemoryPoolOutOfMemoryError",
    "OutOfMemoryError",
    "StackOverFlowError",
    "TransactionOutOfMemoryError",
)
# The server calls these client errors; they are races with another writer and pass (neo4j/neo4j#6823).
_RACES = ("EntityNotFound", "EquivalentSchemaRuleAlreadyExists")
_TIMED_OUT = (
    "TransactionTimedOut",
    "TransactionTimedOutClientConfiguration",
    "Terminated",
    "LockClientStopped",
)


def translated(error: Exception, query: str | None = None) -> GraphError:
    """The driver's ``error`` in our terms. Errors that are ours already are returned as they are."""
    from neo4j import exceptions  # not at import time: the pure floors import this package and never connect

    if isinstance(error, GraphError):
        return error
    where = f" ({query})" if query else ""
    text = str(getattr(error, "message", "") or error).strip().rstrip(".")
    if isinstance(error, exceptions.Neo4jError):
        return _of_server(error, text, where, query)
    if isinstance(error, exceptions.IncompleteCommit):
        return CommitUnknown(
            f"The connection broke while committing{where}; the write may have happened.",
            hint="Run it again: writes with a batch id are done once.",
            query=query,
        )
    if isinstance(error, exceptions.ConnectionAcquisitionTimeoutError):
        return GraphUnavailable(
            f"No free connection to the graph in time{where}.",
            hint="Too many queries run at once, or the server does not answer.",
            query=query,
            retryable=True,
        )
    if isinstance(error, exceptions.ServiceUnavailable | exceptions.SessionExpired):
        return GraphUnavailable(
            f"The graph does not answer{where}: {text}.",
            hint="Is Neo4j running, and is NEO4J_URI its Bolt address?",
            query=query,
            retryable=True,
        )
    if isinstance(error, exceptions.ConfigurationError | ValueError):
        return BadQuery(f"The driver refuses this{where}: {text}.", query=query)
    return GraphError(f"The driver failed{where}: {type(error).__name__}: {text}.", query=query)


def _of_server(error: Exception, text: str, where: str, query: str | None) -> GraphError:
    from neo4j import exceptions

    assert isinstance(error, exceptions.Neo4jError)
    code = str(error.code or "")
    title = code.rpartition(".")[2]
    if isinstance(error, exceptions.AuthError):
        return GraphUnavailable(
            f"The graph refuses the login{where}: {text}.",
            hint="Check NEO4J_USERNAME and NEO4J_PASSWORD.",
            query=query,
            code=code,
        )
    if title in _TOO_BIG:
        return BadQuery(
            f"The query needs more memory than a transaction may use{where}.",
            hint="Give it fewer rows at once, or the server more heap.",
            query=query,
            code=code,
        )
    if title in _TIMED_OUT:
        return QueryTimeout(
            f"The query was ended before it was done{where}: {text}.",
            hint="It asks for too much, or another transaction holds what it needs.",
            query=query,
            code=code,
        )
    if title in _RACES:
        return Conflict(f"Another writer was faster{where}: {text}.", query=query, code=code, retryable=True)
    if title in ("IndexNotFound", "ConstraintNotFound") or "no such fulltext schema index" in text:
        return SchemaMissing(
            f"An index is missing{where}: {text}.",
            hint="Run: python -m cypher migrate",
            query=query,
            code=code,
        )
    if isinstance(error, exceptions.ConstraintError) or title == "ConstraintValidationFailed":
        return Conflict(f"The graph refuses the write{where}: {text}.", query=query, code=code)
    if isinstance(error, exceptions.DatabaseUnavailable):
        return GraphUnavailable(
            f"The database is not available{where}: {text}.",
            hint="It may be starting; try again in a moment.",
            query=query,
            code=code,
            retryable=True,
        )
    if isinstance(error, exceptions.TransientError):
        return Conflict(
            f"The graph could not finish the transaction{where}: {text}.",
            hint="Other writers hold the same data; try again.",
            query=query,
            code=code,
            retryable=error.is_retryable(),
        )
    return BadQuery(
        f"The graph cannot run this{where}: {text}.", query=query, code=code, retryable=error.is_retryable()
    )
