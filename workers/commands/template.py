"""``controlpath template``: a file of one's own format that loads as it is, to be filled in."""

from __future__ import annotations

import sys
from importlib import resources
from typing import Annotated

import typer

from workers.commands import _context, _show

EXAMPLES = _show.examples(
    "controlpath template csv-shares > holdings.csv",
    "controlpath template attestation > statement.json",
)
TEMPLATES = {"csv-shares": "csv_shares.csv", "attestation": "attestation.json"}
SCHEMAS = {"attestation": "attestation.schema.json"}


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"One of: {', '.join(TEMPLATES)}.")],
    schema: Annotated[bool, typer.Option("--schema", help="Its JSON Schema instead.")] = False,
) -> None:
    """Print a file of one's own format: fill it in, then load it with `controlpath ingest`.

    It loads as it is, with invented parties.
    """
    known = SCHEMAS if schema else TEMPLATES
    file = known.get(name.strip().lower().replace("_", "-"))
    if file is None:
        _show.fail(f"There is no {'schema' if schema else 'template'} {name!r}.", f"There are: {', '.join(known)}.")
        _context.leave(_context.BAD_INPUT)
        return
    sys.stdout.write(resources.files("ingest").joinpath(f"data/templates/{file}").read_text(encoding="utf-8"))
