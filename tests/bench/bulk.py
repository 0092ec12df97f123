"""A bulk load of an invented world against the server's own import of the same CSV files, with the same indexes."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from cypher.graph import Graph
from cypher.migrate import migrate
from ingest.registry import sources
from service.consolidation import catch_up
from service.local.neo4j import LocalNeo4j
from service.policy.model import Policy
from workers.bulk.load import Prepared, prepare
from workers.generate.plan import DAY
from workers.generate.run import REGISTERS, generate

HOURS = 3600.0
SEED = 1


@dataclass(frozen=True)
class Files:
    """``skipped``: files of the world that no source reads."""

    prepared: Prepared
    generated: float
    skipped: list[str]

    @property
    def seconds(self) -> float:
        return sum(self.prepared.seconds.values())


def files(folder: Path, companies: int, policy: Policy) -> Files:
    """The world, made, and loaded into the files of an import. Raises if a file is refused."""
    began = time.perf_counter()
    generate(folder / "world", companies, SEED)
    generated = time.perf_counter() - began
    there = sorted(path for path in (folder / "world" / REGISTERS).iterdir())
    wanted = [(sources()[path.name], [path]) for path in there if path.name in sources()]
    prepared = prepare(wanted, folder / "import", [policy], DAY)
    if prepared.written is None:
        raise RuntimeError(str([report.failed for report in prepared.reports]))
    return Files(prepared, generated, [path.name for path in there if path.name not in sources()])


def peak() -> float:
    """MB of memory that this process has used at most."""
    unit = 1 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def load(prepared: Prepared, server: LocalNeo4j) -> float:
    """The files into an empty database by the server's own import. Seconds."""
    written = prepared.written
    assert written is not None
    began = time.perf_counter()
    server.import_database(written.nodes, written.relationships, multiline=written.multiline)
    return time.perf_counter() - began


def indexes(graph: Graph) -> float:
    """Schema and populated indexes. Seconds."""
    began = time.perf_counter()
    migrate(graph.with_timeout(HOURS))
    return time.perf_counter() - began


def marks(graph: Graph, policy: Policy) -> float:
    """What a worker makes of the import's one change. Seconds."""
    began = time.perf_counter()
    catch_up(graph, [policy], DAY)
    return time.perf_counter() - began
