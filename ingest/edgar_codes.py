"""EDGAR's state and country codes to ISO 3166. The two spaces collide: EDGAR's CA is California, ISO's is Canada.

Table: the SEC's ``eis_stateCodes.xsd`` (public domain) without its obsolete codes. Never pass an ISO code here, and
never read an EDGAR code as ISO.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType


def _table() -> Mapping[str, str]:
    text = resources.files("ingest").joinpath("data/edgar_codes.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["edgar"]: row["iso"] for row in csv.DictReader(text.splitlines()) if row["iso"]})


EDGAR_CODES: Mapping[str, str] = _table()
"""EDGAR code to ISO 3166-1 alpha-2, or 3166-2 for US states and Canadian provinces."""


def edgar_to_iso(code: str) -> str | None:
    """The ISO code of an EDGAR code; None for XX, withdrawn countries and whatever EDGAR does not list."""
    return EDGAR_CODES.get(code.strip().upper())
