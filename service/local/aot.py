"""A quicker Neo4j: what the Java runtime learnt in one training run, kept as its ahead-of-time cache.

``python -m service.local.aot`` makes it once for a machine (Java 25 or newer; about half a minute), beside the jars.
Without it, or where the runtime finds that it does not fit, everything works as well and starts two or three times
slower: the runtime checks class path and version itself and ignores what does not match.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
import tempfile
from pathlib import Path

from cypher import query_names
from cypher.errors import GraphError
from cypher.graph import Graph
from cypher.migrate import migrate
from service.local import jars
from service.local.errors import LocalServerError
from service.local.java import Java, find_java
from service.local.places import cache_dir, exclusive

SINCE = 25
DUMP_SECONDS = 300.0
"""How long a runtime may take to write its cache when it ends."""


def cache_file(java: Java, files: jars.Distribution) -> Path | None:
    """Where the cache of this runtime and these jars lies, whether or not it is there; None for older runtimes."""
    if java.major < SINCE:
        return None
    release = java.path.parents[1] / "release"
    known = release.read_bytes() if release.is_file() else b""
    about = f"{java.path}\n{files.lib}\n".encode() + known
    return cache_dir() / f"neo4j-{files.version}-{hashlib.sha256(about).hexdigest()[:16]}.aot"


def flags(java: Java, files: jars.Distribution) -> list[str]:
    """The flags that use the cache, if there is one."""
    cache = cache_file(java, files)
    return [f"-XX:AOTCache={cache}", "-Xlog:aot*=off"] if cache is not None and cache.is_file() else []


def train() -> bool:
    """Make the cache unless it is there. False where the runtime has no such thing."""
    from service.local.neo4j import LocalNeo4j

    java, files = find_java(), jars.fetch()
    cache = cache_file(java, files)
    if cache is None:
        return False
    with exclusive(cache.with_suffix(".lock")):
        if cache.is_file():
            return True
        sys.stderr.write("Training the Java runtime for quicker starts, once (about half a minute) ...\n")
        made = cache.with_suffix(f".{secrets.token_hex(4)}.tmp")
        with tempfile.TemporaryDirectory(prefix="controlpath-training-") as home:
            password = secrets.token_hex(16)
            server = LocalNeo4j(Path(home), password=password, short_lived=True, train_into=made)
            with server, Graph.connect(server.uri, server.auth) as graph:
                migrate(graph)
                for name in query_names():
                    graph.explain(name)
        made.replace(cache)
    return True


def main() -> int:
    try:
        train()
    except (LocalServerError, GraphError, OSError) as error:
        sys.stderr.write(f"No quicker starts: {error}\n")  # everything works without
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
