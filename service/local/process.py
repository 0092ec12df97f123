"""One child process: started in its own session, told apart from a recycled pid, stopped with patience."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.local.errors import PortTaken, StartError

TAIL = 12
LOG_LIMIT = 10_000_000
PORT_IN_USE = ("Address already in use", "address already in use")


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A pid with the moment its process began (in the system's own words): together they name one process."""

    pid: int
    began: str

    @property
    def alive(self) -> bool:
        return self.began != "" and _began(self.pid) == self.began

    @classmethod
    def of(cls, pid: int) -> ProcessId:
        return cls(pid, _began(pid))

    def end(self, seconds: float) -> None:
        """SIGTERM, then SIGKILL after ``seconds``; never a process that merely took over the pid."""
        deadline = time.monotonic() + seconds
        self._signal(signal.SIGTERM)
        while self.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        while self.alive:
            time.sleep(0.02)

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return


def _began(pid: int) -> str:
    """Empty for a process that is gone or only waits to be reaped."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(") ")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        # A dead leader keeps ports and locks until the last of its threads has gone.
        over = fields[0] in "ZX" and int(fields[17]) <= 1
        # Clock ticks since boot, so the boot belongs to it.
        return "" if over else f"{_boot()}/{fields[19]}"
    answer = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    state, _, began = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else began.strip()


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()[:8]


class Child:
    """A server's process and its log file. ``spawn`` may be called again after it ended."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._offset = 0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def identity(self) -> ProcessId | None:
        return ProcessId.of(self._process.pid) if self._process is not None and self.alive else None

    def spawn(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        """Start it; output is appended to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".1.log"))
        with self.log.open("ab") as output:
            self._offset = output.tell()
            # An own session: Ctrl-C in a terminal reaches the supervisor alone, which stops in order.
            self._process = subprocess.Popen(
                list(argv),
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Poll ``ready``; raises StartError (or PortTaken) when the process ends first or time runs out."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive:
                code = self._process.returncode if self._process else None
                raise self.failure(f"{self.name} ended with code {code} while starting")
            if time.monotonic() > deadline:
                raise self.failure(f"{self.name} did not answer within {seconds:.0f} s")
            time.sleep(0.05)

    def failure(self, reason: str) -> StartError:
        """The error to raise, with the end of this run's output."""
        output = self.output()
        kind = PortTaken if any(words in output for words in PORT_IN_USE) else StartError
        tail = "\n".join("  " + line for line in output.splitlines()[-TAIL:])
        return kind(f"{reason}. Its log, {self.log}, ends with:\n{tail}")

    def output(self) -> str:
        """What this run has written so far."""
        with self.log.open("rb") as handle:
            handle.seek(self._offset)
            return handle.read().decode("utf-8", "replace")

    def stop(self, seconds: float) -> None:
        """End it politely, by force after ``seconds``. Does nothing when it is not running."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
