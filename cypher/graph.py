"""The one door to Neo4j. Nobody else imports the driver; nobody else writes a session, a retry or a timeout.

Queries are named (``graph.read("lookup/party_by_id", id=...)``); parameters are checked before the network is
touched; each transaction carries its query's name as metadata, so ``SHOW TRANSACTIONS`` tells who is busy.
Rows come back as plain dictionaries: dates as ``datetime``, nodes and relationships as their properties.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar, cast

import neo4j
import neo4j.graph
import neo4j.time

from cypher import Query, load
from cypher.errors import BadQuery, GraphError, translated

# Warnings are asked for by ``explain`` alone, which returns them; the driver would log each a second time.
logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)

T = TypeVar("T")
Row = dict[str, Any]

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_PLAIN = frozenset({str, int, float, bool, type(None), bytes})
_RETRY_SECONDS = 30.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the server would do: the names of its operators, and what it warns of."""

    operators: tuple[str, ...]
    warnings: tuple[str, ...]
    tree: str


class Tx:
    """One open transaction, given to the work of ``Graph.transaction`` and ``Graph.rehearse``."""

    def __init__(self, transaction: neo4j.Transaction) -> None:
        self._transaction = transaction

    def run(self, name: str | Query, /, **params: Any) -> list[Row]:
        """All rows of the query ``name``. Raises GraphError."""
        query = _checked(name, params)
        try:
            return [_row(record) for record in self._transaction.run(query.text, params)]
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as error:
            raise translated(error, query.name) from error


class Graph:
    """A database of a server. Thread-safe: connections are pooled, each call has its own session."""

    def __init__(self, driver: neo4j.Driver, database: str, timeout: float, patience: float = _RETRY_SECONDS) -> None:
        self._driver, self._database, self.timeout, self.patience = driver, database, timeout, patience

    @classmethod
    def connect(
        cls,
        uri: str,
        auth: tuple[str, str] | None,
        database: str = "neo4j",
        *,
        timeout: float = 30,
        patience: float = _RETRY_SECONDS,
    ) -> Self:
        """A graph at ``uri``. Nothing is sent yet: see ``verify``.

        ``timeout``: seconds for a transaction. ``patience``: seconds to go on retrying what is transient.
        """
        try:
            if uri.partition("://")[0] not in _SCHEMES:
                raise ValueError(f"it must begin with one of {', '.join(_SCHEMES)}")
            driver = neo4j.GraphDatabase.driver(
                uri,
                auth=auth,
                user_agent="controlpath",
                max_connection_pool_size=50,
                connection_acquisition_timeout=10,
                connection_timeout=5,
                liveness_check_timeout=30,
                notifications_min_severity="OFF",
            )
        except (neo4j.exceptions.DriverError, ValueError) as error:
            raise BadQuery(
                f"This is not an address of a graph: {uri!r} ({error}).",
                hint="Example: bolt://127.0.0.1:7687",
            ) from error
        return cls(driver, database, timeout, patience)

    def with_timeout(self, seconds: float) -> Graph:
        """The same graph over the same connections, with another limit for each transaction."""
        return Graph(self._driver, self._database, seconds, self.patience)

    def read(self, name: str | Query, /, **params: Any) -> list[Row]:
        """All rows of a reading query. Retried on what is transient. Raises GraphError."""
        return self._once(name, params, write=False)

    def write(self, name: str | Query, /, **params: Any) -> list[Row]:
        """All rows of a writing query, committed. Retried on what is transient. Raises GraphError."""
        return self._once(name, params, write=True)

    def transaction(self, work: Callable[[Tx], T], *, write: bool, timeout: float | None = None) -> T:
        """What ``work`` returns, its queries in one transaction, committed.

        ``work`` is called again after a transient failure, so it must have no effect outside the transaction.
        """
        title = getattr(work, "__qualname__", type(work).__name__)
        return self._managed(work, title, write=write, timeout=timeout)

    def rehearse(self, work: Callable[[Tx], T], *, timeout: float | None = None) -> T:
        """What ``work`` returns, its queries (writes too) in one transaction that is always rolled back."""
        with self._session(write=True) as session, _translating("rehearsal"):
            transaction = session.begin_transaction({"query": "rehearsal"}, timeout or self.timeout)
            try:
                return work(Tx(transaction))
            finally:
                transaction.close()

    def auto(self, name: str | Query, /, **params: Any) -> list[Row]:
        """All rows of a query that brings its own transactions, or changes the schema. Not retried."""
        query = _checked(name, params)
        with self._session(write=True) as session, _translating(query.name):
            return [_row(record) for record in session.run(self._annotated(query), params)]

    def stream(self, name: str | Query, /, **params: Any) -> Iterator[Row]:
        """The rows of a reading query as they come. Not retried; close the iterator to stop early."""
        query = _checked(name, params)
        return self._rows(query, params)

    def explain(self, name: str | Query) -> Plan:
        """The plan of a query with its example parameters. Nothing is executed."""
        query = load(name) if isinstance(name, str) else name
        with self._session(write=True, warnings="INFORMATION") as session, _translating(query.name):
            # Built from our own file's examples, never from a caller's words: they are Cypher expressions.
            examples = ", ".join(f"{value} AS {key}" for key, value in query.params.items()) or "1 AS none"
            values = session.run(f"RETURN {examples}").single(strict=True)
            summary = session.run("EXPLAIN " + query.text, dict(values)).consume()
        lines: list[str] = []
        _walk(cast(dict[str, Any], summary.plan or {}), lines, 0)
        operators = tuple(line.split()[0].partition("@")[0] for line in lines)
        warnings = tuple(
            f"{status.gql_status} {status.status_description}"
            for status in summary.gql_status_objects
            if status.is_notification
        )
        return Plan(operators, warnings, "\n".join(lines))

    def verify(self) -> None:
        """Returns if the server answers and takes the login; raises GraphUnavailable if not."""
        with _translating(None):
            self._driver.verify_connectivity()

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _session(
        self, *, write: bool, warnings: Literal["OFF", "INFORMATION"] = "OFF", fetch_size: int = -1
    ) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS,
            fetch_size=fetch_size,
            notifications_min_severity=warnings,
        )

    def _once(self, name: str | Query, params: Row, *, write: bool) -> list[Row]:
        query = _checked(name, params)
        return self._managed(lambda tx: tx.run(query, **params), query.name, write=write)

    def _managed(self, work: Callable[[Tx], T], title: str, *, write: bool, timeout: float | None = None) -> T:
        # Our own loop and not the driver's: that one retries for half a minute what is too big for the
        # server's memory, and gives up at once on races that the server reports as client errors.
        stop = time.monotonic() + self.patience
        pause = _FIRST_PAUSE
        while True:
            try:
                with self._session(write=write) as session, _translating(title):
                    transaction = session.begin_transaction({"query": title}, timeout or self.timeout)
                    with transaction:
                        result = work(Tx(transaction))
                        transaction.commit()
                    return result
            except GraphError as error:
                wait = pause * random.uniform(0.5, 1.5)
                if not error.retryable or time.monotonic() + wait > stop:
                    raise
            time.sleep(wait)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _rows(self, query: Query, params: Row) -> Iterator[Row]:
        with self._session(write=False, fetch_size=1000) as session, _translating(query.name):
            for record in session.run(self._annotated(query), params):
                yield _row(record)

    def _annotated(self, query: Query) -> neo4j.Query:
        return neo4j.Query(query.text, metadata={"query": query.name}, timeout=self.timeout)


def _checked(name: str | Query, params: Row) -> Query:
    query = load(name) if isinstance(name, str) else name
    if params.keys() != query.params.keys():
        missing = sorted(query.params.keys() - params.keys())
        extra = sorted(params.keys() - query.params.keys())
        said = f"missing: {', '.join(missing) or 'none'}; not its own: {', '.join(extra) or 'none'}"
        raise BadQuery(f"Wrong parameters for the query {query.name} ({said}).", query=query.name)
    return query


@contextmanager
def _translating(query: str | None) -> Iterator[None]:
    try:
        yield
    except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as error:
        raise translated(error, query) from error


def _row(record: neo4j.Record) -> Row:
    return {
        key: value if type(value) in _PLAIN else _native(value)
        for key, value in zip(record.keys(), record.values(), strict=True)
    }


def _native(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [_native(item) for item in value]
    if isinstance(value, dict):
        return {key: _native(item) for key, item in value.items()}
    if isinstance(value, neo4j.time.Date | neo4j.time.DateTime | neo4j.time.Time):
        return value.to_native()
    if isinstance(value, neo4j.graph.Entity):
        return {key: _native(value[key]) for key in value}
    if isinstance(value, neo4j.graph.Path):
        return {"nodes": _native(list(value.nodes)), "relationships": _native(list(value.relationships))}
    return value


def _walk(plan: dict[str, Any], lines: list[str], depth: int) -> None:
    if not plan:
        return
    details = str(plan.get("args", {}).get("Details", ""))
    lines.append("  " * depth + f"{plan['operatorType']} {details}".rstrip())
    for child in plan.get("children", ()):
        _walk(child, lines, depth + 1)
