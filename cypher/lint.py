"""What a query file must not say, checked on the file alone. The plan is checked on a server by the tests."""

from __future__ import annotations

import re

from cypher import ROOT, bare, load, parse, query_names
from cypher.errors import BadQuery

_BANNED: tuple[tuple[str, str], ...] = (
    (r"(?i)\b(apoc|gds)\.", "uses a plug-in; a plain Community server must run it"),
    (r"(?i)\bLOAD\s+CSV\b", "reads files on the server; files are read by ingest"),
    (r"(?i)^\s*(EXPLAIN|PROFILE)\b", "starts with EXPLAIN or PROFILE"),
    (r"(?i)(?<![\w.])id\s*\(", "uses id(), which is deprecated and not stable; use the key property"),
    (r"(?i)\bCALL\s*\{", "uses CALL { without its variables; write CALL (x) {"),
    (r"(?i)\btoFloat(OrNull)?\s*\(", "makes a float; shares are integers"),
    (r"(?i)\bUSING\s+PERIODIC\s+COMMIT\b", "uses PERIODIC COMMIT, which is gone; use IN TRANSACTIONS"),
)


def lint() -> list[str]:
    """Every fault of every file as "name: what", sorted; empty if all is well."""
    faults: list[str] = []
    for name in query_names():
        try:
            faults += [f"{name}: {fault}" for fault in faults_of(load(name).text, load(name).doc)]
        except BadQuery as error:
            faults.append(f"{name}: {error}")
    for path in sorted((ROOT / "schema").glob("*.cypher")):
        try:
            for query in parse(f"schema/{path.stem}", path.read_text(encoding="utf-8")):
                faults += [f"schema/{path.stem}: {fault}" for fault in faults_of(query.text, query.doc)]
        except BadQuery as error:
            faults.append(f"schema/{path.stem}: {error}")
    return sorted(faults)


def faults_of(text: str, doc: str) -> list[str]:
    """The faults of one statement ``text`` with the documentation ``doc``."""
    found = [why for pattern, why in _BANNED if re.search(pattern, bare(text), re.MULTILINE)]
    if not doc.endswith((".", "?", "!")):
        found.append("its header does not begin with a sentence")
    for line in text.splitlines():
        if "\t" in line or line != line.rstrip():
            found.append(f"has a tab or a trailing blank: {line.strip()[:40]!r}")
        if len(line) > 150:
            found.append(f"has a line of {len(line)} characters: {line.strip()[:40]!r}")
    return found
