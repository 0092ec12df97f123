"""Sources made of records, and loads of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cypher.graph import Graph
from ingest.load import load
from ingest.records import (
    Record,
)
from ingest.report import RunReport
from ingest.source import Asserts, Source


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., tuple[Source, list[Path]]]:
    """Makes a source whose files hold the given records."""

    def make(
        *contents: Sequence[Record | Exception],
        id: str = "s",
        rank: int = 1,
        asserts: Asserts | None = None,
        **more: Any,
    ) -> tuple[Source, list[Path]]:
        paths = {}
        for number, records in enumerate(contents):
            path = tmp_path / f"{id}-{number}.txt"
            path.write_text("x")
            paths[path] = records

        def read(path: Path) -> Iterator[Record]:
            for record in paths[path]:
                if isinstance(record, Exception):
                    raise record
                yield record

        licence = asserts or Asserts(max_refused=50)
        source = Source(id, "T", "P", "https://x", "CC0-1.0", "A", rank, "exact", 30, ("*.txt",), read, licence, **more)
        return source, list(paths)

    return make


@pytest.fixture
def ingest(graph: Graph, files: Any) -> Callable[..., RunReport]:
    """Loads one file of the given records."""

    def run(*records: Record, id: str = "s", rank: int = 1, **options: Any) -> RunReport:
        source, paths = files(records, id=id, rank=rank)
        return load(graph, source, paths, **options)

    return run
