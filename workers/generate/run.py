"""An invented world into files, in the formats and under the names of the registers, one company at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from workers.generate import changes, companies_house, gleif
from workers.generate.plan import DAY, World

REGISTERS, CHANGES = "registers", "changes"
TELL_EVERY = 2_000
RELATIONSHIP_CHANGES = 10
"""Of a hundred changes."""
_STAMP = f"{DAY:%Y%m%d}-0000-gleif-goldencopy"
_NEXT = f"{DAY.replace(day=DAY.day + 1):%Y%m%d}-0000-gleif-goldencopy"
FILES = {
    "level1": f"{REGISTERS}/gleif_level1/{_STAMP}-lei2-golden-copy.csv",
    "relationships": f"{REGISTERS}/gleif_rr/{_STAMP}-rr-golden-copy.csv",
    "exceptions": f"{REGISTERS}/gleif_repex/{_STAMP}-repex-golden-copy.csv",
    "companies": f"{REGISTERS}/uk_companies/BasicCompanyDataAsOneFile-{DAY}.csv",
    "psc": f"{REGISTERS}/uk_psc/persons-with-significant-control-snapshot-{DAY}.txt",
    "stream": f"{CHANGES}/uk_psc/psc-stream-{DAY}.jsonl",
    "delta": f"{CHANGES}/gleif_rr/{_NEXT}-rr-last-day.csv",
}
Progress = Callable[[str, Path, int, int | None], None]


def generate(
    out: Path, companies: int, seed: int, events: int = 0, progress: Progress = lambda *_: None
) -> Mapping[str, int]:
    """Writes the files of a world into ``out``; records by file. The same seed gives the same bytes.

    ``progress`` is told (what, file, done, in all).
    """
    world = World(seed, companies)
    counts = dict.fromkeys(FILES, 0) if events else {key: 0 for key, path in FILES.items() if REGISTERS in path}
    with ExitStack() as stack:
        files = {key: _opened(stack, out / FILES[key]) for key in counts}
        _gleif(world, files, counts, progress)
        _companies_house(world, files, counts, progress)
        if events:
            related = events * RELATIONSHIP_CHANGES // 100
            delta = csv.writer(_Text(files["delta"]), lineterminator="\n")
            delta.writerow(gleif.RELATIONSHIPS)
            for row in changes.relationships(world, related):
                delta.writerow(row)
                counts["delta"] += 1
            for event in _told(changes.stream(world, events - counts["delta"]), "stream", out, events, progress):
                files["stream"].write(msgspec.json.encode(event) + b"\n")
                counts["stream"] += 1
    return {FILES[key]: count for key, count in counts.items()}


def _gleif(world: World, files: Mapping[str, BinaryIO], counts: dict[str, int], progress: Progress) -> None:
    keys = ("level1", "relationships", "exceptions")
    level1, related, excepted = (csv.writer(_Text(files[key]), lineterminator="\n") for key in keys)
    for writer, header in ((level1, gleif.LEVEL1), (related, gleif.RELATIONSHIPS), (excepted, gleif.EXCEPTIONS)):
        writer.writerow(header)
    path = Path(FILES["level1"])
    for number, uk in _entities(world):
        one = world.entity(number, uk)
        level1.writerow(gleif.level1(world, one))
        counts["level1"] += 1
        for row in gleif.relationships(world, one):
            related.writerow(row)
            counts["relationships"] += 1
        for row in gleif.exceptions(world, one):
            excepted.writerow(row)
            counts["exceptions"] += 1
        if counts["level1"] % TELL_EVERY == 0:
            progress("making", path, counts["level1"], world.foreign)


def _entities(world: World) -> Iterator[tuple[int, int | None]]:
    for number in range(world.foreign):
        yield number, None
    for uk in range(world.uk):
        if world.has_lei(uk):
            yield world.foreign + uk, uk


def _companies_house(world: World, files: Mapping[str, BinaryIO], counts: dict[str, int], progress: Progress) -> None:
    rows = csv.writer(_Text(files["companies"]), lineterminator="\n")
    rows.writerow(companies_house.COMPANIES)
    out, statements = files["psc"], 0
    encode = msgspec.json.Encoder().encode
    for uk in _told(range(world.uk), "psc", Path(), world.uk, progress):
        rows.writerow(companies_house.row(world, uk))
        counts["companies"] += 1
        for line in companies_house.lines(world, uk):
            out.write(encode(line) + b"\n")
            counts["psc"] += 1
            statements += "statement" in line["data"]
    out.write(encode(companies_house.totals(counts["psc"] - statements, statements)) + b"\n")


def _told(items: Iterable[Any], key: str, out: Path, total: int, progress: Progress) -> Iterator[Any]:
    for number, item in enumerate(items):
        if number % TELL_EVERY == 0:
            progress("making", out / FILES[key], number, total)
        yield item


def _opened(stack: ExitStack, path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return stack.enter_context(path.open("wb"))


class _Text:
    """A binary file that csv may write to: UTF-8, no translation of line ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())
