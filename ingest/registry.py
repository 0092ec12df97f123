"""Which sources are there? Each is a file in ``ingest/sources/`` with a ``SOURCE``."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache

import ingest.sources
from ingest.errors import UnknownSource
from ingest.source import Source


@cache
def sources() -> dict[str, Source]:
    """All sources by id, sorted. Files whose name begins with ``_`` are helpers and skipped."""
    found: dict[str, Source] = {}
    for module in pkgutil.iter_modules(ingest.sources.__path__):
        if module.name.startswith("_"):
            continue
        source = getattr(importlib.import_module(f"ingest.sources.{module.name}"), "SOURCE", None)
        if not isinstance(source, Source):
            raise TypeError(f"ingest/sources/{module.name}.py has no SOURCE; a helper's name begins with _")
        if source.id in found:
            raise TypeError(f"two sources have the id {source.id!r}; one is ingest/sources/{module.name}.py")
        found[source.id] = source
    return dict(sorted(found.items()))


def source(name: str) -> Source:
    """The source with the id ``name``; its file's spelling (``uk_psc`` for ``uk-psc``) is understood too."""
    known = sources()
    wanted = name.strip().lower()
    for spelling in (wanted, wanted.replace("_", "-"), wanted.replace("-", "_")):
        if spelling in known:
            return known[spelling]
    near = get_close_matches(wanted, known, n=3, cutoff=0.5)
    said = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known) or 'none'}."
    raise UnknownSource(f"There is no source {name!r}.", hint=said)
