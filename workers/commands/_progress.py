"""How a load shows that it goes on: a bar on a terminal, a line now and then elsewhere. On stderr."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from workers.commands._show import clean, console, note

LINE_EVERY_SECONDS = 10.0


class Progress:
    """Called as (what, file, records done, records in all or None)."""

    def __init__(self) -> None:
        err = console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=err, transient=True) if err.is_terminal else None
        self._tasks: dict[tuple[str, Path], TaskID] = {}
        self._next_line = time.monotonic() + LINE_EVERY_SECONDS

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, what: str, path: Path, done: int, total: int | None) -> None:
        if self._bars is None:
            self._line(what, path, done, total)
            return
        key = (what, path)
        if key not in self._tasks:
            for task in self._tasks.values():  # one file at a time: the bars of the others are history
                self._bars.remove_task(task)
            self._tasks = {key: self._bars.add_task(clean(f"{what} {path.name}"), total=total)}
        self._bars.update(self._tasks[key], completed=done, total=total)

    def _line(self, what: str, path: Path, done: int, total: int | None) -> None:
        if time.monotonic() >= self._next_line:
            self._next_line = time.monotonic() + LINE_EVERY_SECONDS
            note(f"{what} {path}: {done:,} records" + (f" of {total:,}" if total else ""))
