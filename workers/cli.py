"""``controlpath``: one command for everything, each in one module of ``workers/commands/``.

Exit codes: 0 done, 1 a negative answer, 2 bad input or usage, 3 a server is unreachable, 4 held for a person.
stdout carries the result alone.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from workers.commands import _show

INTERRUPTED = 130
DEBUG = "CONTROLPATH_DEBUG"
ASK, LOAD, RULES, SERVERS = "Ask", "Load and derive", "Rules and hypotheticals", "Servers"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its line in the list of all, where its function is, and the name of its examples there."""

    panel: str
    summary: str
    module: str
    function: str = "run"
    examples: str = "EXAMPLES"


COMMANDS = {
    "determine": Entry(ASK, "Is a party majority-owned or controlled from a restricted place, and why?", "determine"),
    "search": Entry(ASK, "Find a party. Exit code 1 if there is none.", "search"),
    "owners": Entry(
        ASK, "Who holds something in a party today, with every source of it.", "owners", "owners", "OWNERS_EXAMPLES"
    ),
    "holdings": Entry(
        ASK, "In whom a party holds something today, with every source of it.", "owners", "holdings",
        "HOLDINGS_EXAMPLES",
    ),
    "statements": Entry(ASK, "What does each source say of a party, in its own words, and where?", "statements"),
    "screen": Entry(ASK, "Screen a list of customers: a decision, a verdict and the reasons for each.", "screen"),
    "restricted": Entry(ASK, "Every party that others own or control from a restricted place, and how.", "restricted"),
    "ingest": Entry(LOAD, "Load what a source says. Loading the same file again changes nothing.", "ingest"),
    "template": Entry(
        LOAD, "Print a file of one's own format: fill it in, then load it with `controlpath ingest`.", "template"
    ),
    "sources": Entry(
        LOAD, "Which sources are known, how old is what they have said, and how well was it read?", "sources"
    ),
    "candidates": Entry(LOAD, "Companies that may be one: find them, look, and decide.", "candidates", "app", ""),
    "parties": Entry(LOAD, "Undo what was joined.", "candidates", "parties", ""),
    "derive": Entry(
        LOAD, "Derive holdings and marks from all changes that still wait, once.", "derive", "derive", "DERIVE_EXAMPLES"
    ),
    "rebuild": Entry(LOAD, "Derive everything again from the claims.", "derive", "rebuild", "REBUILD_EXAMPLES"),
    "generate": Entry(LOAD, "Make an invented world with the shape of real registers, in their formats.", "generate"),
    "verify": Entry(LOAD, "Do both engines say the same of every party?", "verify"),
    "replay": Entry(ASK, "Evaluate a determination again and compare the bytes.", "replay"),
    "evaluate": Entry(RULES, "Evaluate a hypothetical: parties and interests in, determinations out.", "evaluate"),
    "check-proof": Entry(RULES, "Does the proof of a determination hold, by the document alone?", "check_proof"),
    "simulate": Entry(RULES, "Who would flip under another policy? The graph is left as it was.", "simulate"),
    "policy": Entry(RULES, "The rules that are known.", "policy", "app", ""),
    "demo": Entry(
        SERVERS,
        "Start the real servers, load the bundled public data, and print determinations from the running service.",
        "demo",
    ),
    "up": Entry(
        SERVERS,
        "Start Neo4j, Redis, the worker and the API on this machine, or show where they already run.",
        "servers",
        "up",
        "UP_EXAMPLES",
    ),
    "status": Entry(
        SERVERS, "What runs, where, and whether it answers. Exit code 1 unless all of it does.", "servers", "status",
        "STATUS_EXAMPLES",
    ),
    "down": Entry(
        SERVERS, "Stop what `up` started, and nothing else. The data stays unless told otherwise.", "servers", "down",
        "DOWN_EXAMPLES",
    ),
    "logs": Entry(SERVERS, "What the servers wrote.", "servers", "logs", "LOGS_EXAMPLES"),
    "serve": Entry(SERVERS, "Serve the API until Ctrl-C. Beyond loopback it starts only with keys.", "serve"),
    "migrate": Entry(SERVERS, "Bring the graph to this code's schema.", "migrate"),
}  # fmt: skip


class Commands(TyperGroup):
    """Imports a command's module when it is called; the list of all needs none of them."""

    _listing = False

    # Typer brings its own click, whose types it does not export.
    def list_commands(self, _: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if self._listing:
            return TyperCommand(cmd_name, help=entry.summary, rich_markup_mode="rich", rich_help_panel=entry.panel)
        return loaded(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._listing = True
        super().format_help(ctx, formatter)


def loaded(name: str) -> Any:
    """The command ``name`` with all its options."""
    entry = COMMANDS[name]
    module = importlib.import_module(f"workers.commands.{entry.module}")
    found = getattr(module, entry.function)
    if isinstance(found, typer.Typer):
        group = typer.main.get_command(found)
        group.name = name
        return group
    single = typer.Typer(
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    single.command(name, epilog=getattr(module, entry.examples))(found)
    return typer.main.get_command(single)


app = typer.Typer(
    name="controlpath",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_show.examples(
        "controlpath up --detach",
        "controlpath ingest bods statements.jsonl",
        'controlpath determine "Zleep Hotels A/S"',
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"controlpath {importlib.metadata.version('controlpath')}\n")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Log more, and show the traceback of an error.")] = False,
) -> None:
    """Is this party majority-owned or controlled from a restricted jurisdiction? Proven, with every source.

    Servers are found by the environment (NEO4J_URI, REDIS_CACHE_URL, REDIS_BROKER_URL, ...), else they are those of
    the running local instance. Results go to stdout, all else to stderr.

    Exit codes: 0 done, 1 a negative answer, 2 bad input or usage, 3 a server is unreachable, 4 held for a person.
    """
    import structlog

    if debug:
        os.environ[DEBUG] = "1"
    level = logging.DEBUG if os.environ.get(DEBUG) else logging.WARNING
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error has become a line on stderr."""
    try:
        app(list(arguments), prog_name="controlpath")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last place where a traceback can become a sentence
        from workers.commands._errors import explained

        if os.environ.get(DEBUG):
            traceback.print_exc()
        message, hint, code = explained(error)
        _show.fail(message, hint)
        return code
    return 0


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))
