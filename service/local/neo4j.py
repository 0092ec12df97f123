"""A real Neo4j Community server on loopback, from the pinned jars, with its data in one directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from cypher.errors import GraphError
from cypher.graph import Graph
from service.local import aot, browser, jars
from service.local.errors import LocalServerError, StartError
from service.local.java import find_java
from service.local.neo4j_options import ADMIN, IMPORT, MAIN, conf, jvm_flags, megabytes
from service.local.ports import Ports
from service.local.process import Child, ProcessId

START_SECONDS = 120.0
STOP_SECONDS = 30.0
USER = "neo4j"


class LocalNeo4j:
    """One server over the data in ``home``; the same home may be started again and again.

    ``password`` (8 characters or more) is set before the first start and must be the same ever after.
    A port is a wish: 0, or one that is taken, becomes a free one at the first start and is kept from then on.
    ``short_lived`` trades speed of big queries for a quicker start. ``train_into``: see ``service.local.aot``.
    """

    name = "neo4j"

    def __init__(
        self,
        home: Path,
        *,
        bolt_port: int = 0,
        http_port: int = 0,
        heap: str = "512m",
        password: str,
        short_lived: bool = False,
        train_into: Path | None = None,
    ) -> None:
        megabytes(heap)
        self.home = home
        self.password = password
        self._heap = heap
        self._short_lived = short_lived
        self._train_into = train_into
        self._ports = Ports(bolt_port, http_port)
        self._child = Child(self.name, home / "logs" / "console.log")

    def __enter__(self) -> LocalNeo4j:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self._ports.chosen[0]}"

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self._ports.chosen[1]}"

    @property
    def auth(self) -> tuple[str, str]:
        return USER, self.password

    @property
    def log(self) -> Path:
        return self._child.log

    @property
    def alive(self) -> bool:
        return self._child.alive

    @property
    def identity(self) -> ProcessId | None:
        return self._child.identity

    def start(self, launched: Callable[[], None] = lambda: None) -> None:
        """Calls ``launched`` when the process exists, and returns when it answers.

        Raises DownloadError, PortTaken or StartError; nothing is left running then.
        """
        if self.alive:
            return
        java, files = find_java(), jars.fetch()
        for folder in ("conf", "data", "logs", "plugins", "import", "run", "licenses"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        web_root = browser.build_web_root(files.browser, self.home / "browser")
        self._set_first_password()
        # The jars first: what the runtime was trained with must be the beginning of the class path.
        class_path = f"{files.lib}/*" if self._train_into else f"{files.lib}/*:{web_root}:{self.home}/plugins/*"
        options = [f"--home-dir={self.home}", f"--config-dir={self.home}/conf", "--console-mode"]
        flags = jvm_flags(self._heap, java.major, short_lived=self._short_lived)
        flags += [f"-XX:AOTCacheOutput={self._train_into}"] if self._train_into else aot.flags(java, files)
        command = [str(java.path), *flags, "-cp", class_path, MAIN, *options]

        def attempt() -> None:
            self._write_conf()
            self._child.spawn(command, os.environ, self.home)
            launched()
            self._child.wait_until(self._started, START_SECONDS)
            self._check_password()

        try:
            self._ports.start(attempt)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._child.stop(aot.DUMP_SECONDS if self._train_into else STOP_SECONDS)

    def admin(self, *arguments: str) -> str:
        """Output of ``neo4j-admin ARGUMENTS`` on this home (stopped, for most commands), or an error."""
        java, files = find_java(), jars.fetch()
        environment = {**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        opens = [flag for flag in jvm_flags("1g", java.major, short_lived=True) if flag.startswith("--")]
        argv = [str(java.path), "-Xmx1g", *opens, "-cp", f"{files.lib}/*", ADMIN, *arguments]
        ran = subprocess.run(argv, env=environment, cwd=self.home, capture_output=True, text=True)
        if ran.returncode:
            raise LocalServerError(
                f"neo4j-admin {' '.join(arguments[:2])} on {self.home} failed:\n{ran.stdout}{ran.stderr}"
            )
        return ran.stdout

    def import_database(
        self, nodes: Sequence[Path], relationships: Sequence[tuple[str, Path]], *, multiline: bool = False
    ) -> None:
        """Replace the whole database by CSV files (``workers/bulk``); the server must be stopped, started once before.

        ``relationships``: type and file. ``multiline``: some texts hold line ends. Raises LocalServerError; the
        database is then empty.
        """
        options = [*IMPORT, f"--report-file={self.home / 'logs' / 'import.report'}"]
        options += ["--multiline-fields=true"] if multiline else []
        files = [f"--nodes={path}" for path in nodes] + [
            f"--relationships={name}={path}" for name, path in relationships
        ]
        try:
            self.admin("database", "import", "full", "neo4j", *options, *files)
        except LocalServerError:
            # What an import leaves when it stops half-way, no server can open.
            for part in ("databases", "transactions"):
                shutil.rmtree(self.home / "data" / part / "neo4j", ignore_errors=True)
            raise

    def _set_first_password(self) -> None:
        if (self.home / "data" / "databases" / "system").exists():
            return
        (self.home / "data" / "dbms" / "auth.ini").unlink(missing_ok=True)
        self.admin("dbms", "set-initial-password", self.password)

    def _write_conf(self) -> None:
        bolt, http = self._ports.chosen
        text = conf(bolt, http, self._heap)
        (self.home / "conf" / "neo4j.conf").write_text(text, "utf-8")

    def _started(self) -> bool:
        # The log first: until it says so, whoever answers on the port is not our server.
        return "Started." in self._child.output()

    def _check_password(self) -> None:
        try:
            with Graph.connect(self.uri, self.auth) as graph:
                graph.verify()
        except GraphError as error:
            raise StartError(
                f"Neo4j over {self.home} started and refused us: {error}\n"
                "If the data came from elsewhere, wipe it or give its own password."
            ) from None
