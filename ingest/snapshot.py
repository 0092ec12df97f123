"""The end of a snapshot: what a source said before and says no longer is closed, unless a person should look first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cypher.graph import Graph, Row
from ingest.report import RunReport
from ingest.source import Source
from ingest.stated import Stated
from ingest.writer import Batch, write

_KINDS = ("parties", "interests", "branches", "notices")
_FEW = 10
"""So many statements may always be gone: of a small source two percent are none."""
_PAGE = 10_000


def close_absent(
    graph: Graph,
    source: Source,
    run: str,
    stated: Stated,
    report: RunReport,
    size: int,
    on_change: Callable[[int], None],
    *,
    accept_shrink: bool = False,
) -> None:
    """Closes what ``source`` has in the graph and ``stated`` lacks, in batches of ``size``.

    Nothing is closed, and ``report.held`` says why, if a file or a record was refused, or if of any kind of statement
    more is missing than the source's ``max_shrink`` allows and nobody has said that this is right (``accept_shrink``).
    """
    held = _unreadable(report)
    if held is None and not accept_shrink:
        held = next(filter(None, (_shrunk(graph, source, stated, kind) for kind in _KINDS)), None)
    if held is not None:
        report.held = held
        return
    number = 0
    for kind in _KINDS:
        gone: list[Row] = []
        for row in (*_absent(graph, source, stated, kind), None):
            if row is not None:
                gone.append(row)
            if gone and (row is None or len(gone) >= size):
                number += 1
                outcome = write(graph, source, _batch(f"{source.id}:{run}:absent:{number}", kind, gone))
                gone = []
                report.closed_absent += outcome.closed
                if outcome.seq is not None:
                    report.changes.append(outcome.seq)
                    on_change(outcome.seq)


def _unreadable(report: RunReport) -> str | None:
    if report.failed:
        return "Not all files could be read, so what they lack was not closed. Mend them and load again."
    if refused := report.total("refused"):
        return (
            f"{refused} records were refused, and what they state cannot be told from what is gone: nothing was "
            "closed. Mend them (see the quarantine file) and load the snapshot again."
        )
    return None


def _shrunk(graph: Graph, source: Source, stated: Stated, kind: str) -> str | None:
    total = missing = 0
    for row in _in_force(graph, source, kind):
        total += 1
        missing += _key(source, kind, row) not in stated
    if missing <= _FEW or missing * 100 <= total * source.max_shrink:
        return None
    return (
        f"The snapshot lacks {missing} of the {total} {kind} of {source.id} that are in force, more than "
        f"{source.max_shrink} %. None was closed. Is it whole? If so, load it again with --accept-shrink."
    )


def _absent(graph: Graph, source: Source, stated: Stated, kind: str) -> Iterator[Row]:
    return (row for row in _in_force(graph, source, kind) if _key(source, kind, row) not in stated)


def _in_force(graph: Graph, source: Source, kind: str) -> Iterator[Row]:
    after = prefix = f"{source.id}:"
    while rows := graph.read(f"ingest/stated_{kind}", prefix=prefix, after=after, limit=_PAGE):
        yield from rows
        after = rows[-1]["key"]


def _key(source: Source, kind: str, row: Row) -> str:
    return f"party {source.id}:{row['record']}" if kind == "parties" else str(row["key"])


def _batch(id: str, kind: str, rows: list[Row]) -> Batch:
    if kind == "parties":
        return Batch(id, absent_parties=tuple(row["record"] for row in rows))
    return Batch(id, absent=tuple(row["key"] for row in rows))
