"""``controlpath generate``: an invented world in the formats of the registers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from workers.commands import _show
from workers.commands._progress import Progress
from workers.generate.run import generate

EXAMPLES = _show.examples(
    "controlpath generate --companies 100000 --seed 1 --out world",
    "controlpath generate --companies 1000000 --seed 1 --out world --changes 50000",
)


def run(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files go; it must not hold any yet.")],
    companies: Annotated[int, typer.Option("--companies", min=1, max=50_000_000, help="How many companies.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    changes: Annotated[int, typer.Option("--changes", min=0, help="How many changes after the first day.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Files and their records as JSON.")] = False,
) -> None:
    """Make an invented world with the shape of real registers, in their formats.

    GLEIF's golden copies, the UK's company data and PSC snapshot, and what changes on the days after: to try out sizes,
    speeds and policies. Every name is invented.
    """
    if out.exists() and any(out.iterdir()):
        raise typer.BadParameter(f"{out} is not empty", param_hint="--out")
    began = time.monotonic()
    with Progress() as progress:
        made = generate(out, companies, seed, changes, progress)
    if json:
        _show.print_json({"files": {str(out / path): count for path, count in made.items()}})
        return
    rows = [(str(out / path), count, f"{(out / path).stat().st_size / 1e6:.1f}") for path, count in made.items()]
    _show.table(("file", "records#", "MB#"), rows, title=f"{companies} companies, seed {seed}")
    _show.note(f"{time.monotonic() - began:.0f} s. Load it: controlpath ingest --bulk {out}/registers")
