"""``controlpath demo``: real servers, real data, real answers, in a few minutes."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import httpx2
import typer
from rich.rule import Rule
from rich.text import Text

from cypher.graph import Graph
from ingest.load import load
from ingest.registry import source as source_of
from service.local import control
from service.local.instance import Instance
from service.local.places import home_dir
from service.local.state import State
from service.queue import ring
from workers.commands import _context, _show
from workers.commands._proof import path_line, show_determination
from workers.demo.stories import DATA, INVENTED, RESTORED, STORIES, Load, Story

EXAMPLES = _show.examples("controlpath demo", "controlpath demo --stay")
DERIVED_WITHIN_SECONDS = 60


def run(
    stay: Annotated[bool, typer.Option("--stay", help="Keep the data and stay up until Ctrl-C.")] = False,
) -> None:
    """Start the real servers, load the bundled public data, and print determinations from the running service.

    Without --stay everything lies in a scratch directory that is removed at the end.
    """
    if stay:
        instance = Instance(home_dir())
        control.supervise(instance, lambda: _tell_and_stay(instance.state))
        return
    with tempfile.TemporaryDirectory(prefix="controlpath-demo-") as scratch:
        _note("Starting Neo4j, Redis, a worker and the API ...")
        started = time.monotonic()
        with Instance(Path(scratch), short_lived=True) as instance, _graph(instance.state) as graph:
            _note(f"All of them answer after {time.monotonic() - started:.0f} s.")
            right = _tell(instance.state, graph, [*STORIES, INVENTED, RESTORED])
            _where(instance.state, "These were, and `make up` brings them back and keeps them:")
    if not right:
        raise _context.CommandError(
            "A story ended otherwise than it is told.", hint="See above.", code=_context.NEGATIVE
        )


def _tell_and_stay(state: State) -> None:
    with _graph(state) as graph:
        _tell(state, graph, STORIES)
    _where(state, "Where to look (Ctrl-C stops everything, the data stays):")


def _tell(state: State, graph: Graph, stories: Iterable[Story]) -> bool:
    """Tell the stories; whether each came out as it is told."""
    right = True
    headers = {"X-API-Key": state.operator_key}
    with httpx2.Client(base_url=state.api_url, headers=headers, timeout=30) as api:
        for story in stories:
            out = _show.console()
            out.print(Rule(Text(story.title, "bold")))
            out.print(Text(story.text))
            changes = [seq for item in story.loads for seq in _load(state, graph, item)]
            if story.loads:
                _derived(api)
                out.print(Text(f"Loaded: {len(changes)} change{'' if len(changes) == 1 else 's'}.", "dim"))
            for ask, expected in zip(story.asks, story.expects, strict=True):
                document = _determination(api, ask)
                right &= document["verdict"] == expected
                if story.tree:
                    show_determination(document)
                else:
                    _briefly(document)
            out.print()
    return right


def _load(state: State, graph: Graph, item: Load) -> list[int]:
    report = load(
        graph,
        source_of(item.source),
        [DATA / item.path],
        on_change=lambda _: None,
        quarantine_dir=Path(state.home) / "quarantine",
    )
    if report.failed:
        raise _context.CommandError(f"The bundled data did not load: {report.failed[0].error}")
    ring(state.redis_broker_url)
    return report.changes


def _determination(api: httpx2.Client, ask: str) -> dict[str, Any]:
    """What the service answers; a name is searched first, as a person would."""
    if ":" not in ask:
        found = _get(api, "/v1/search", q=ask, limit="5")["results"]
        exact = [item for item in found if (item["name"] or "").casefold() == ask.casefold()] or found
        if not exact:
            raise _context.CommandError(f"The service does not know {ask}.")
        ask = exact[0]["id"]
    document: dict[str, Any] = _get(api, f"/v1/entities/{quote(ask, safe=':')}/determination")
    return document


def _get(api: httpx2.Client, path: str, **params: str) -> Any:
    answer = api.get(path, params=params, follow_redirects=True)
    if answer.is_error:
        raise _context.CommandError(f"GET {path} answered {answer.status_code}: {answer.text[:300]}")
    return answer.json()


def _derived(api: httpx2.Client) -> None:
    """Wait until the worker has derived everything, as it shows in the service's freshness."""
    deadline = time.monotonic() + DERIVED_WITHIN_SECONDS
    while (fresh := _get(api, "/freshness"))["through"] < fresh["head"]:
        if time.monotonic() > deadline:
            raise _context.CommandError("The worker did not derive the changes.", hint="See: controlpath logs worker")
        time.sleep(0.1)


def _briefly(document: dict[str, Any]) -> None:
    out = _show.console()
    out.print(
        Text.assemble(
            (_show.name_of(document["entity"]), "bold"),
            ": ",
            _show.styled(document["verdict"]),
            ", ",
            _show.styled(document["decision"]),
        )
    )
    out.print(Text(_show.clean(document["sentence"])))
    for flag in document["flags"]:
        out.print(Text(f"- {flag['code']}: {_show.clean(flag['sentence'])}", "dim"))
    if document["main_path"]:
        out.print(Text(_show.clean(path_line(document)), "dim"))


@contextmanager
def _graph(state: State) -> Iterator[Graph]:
    with Graph.connect(state.neo4j_uri, (state.neo4j_user, state.neo4j_password)) as graph:
        yield graph


def _where(state: State, title: str) -> None:
    out = _show.console()
    out.print(Rule(Text("Where to click", "bold")))
    out.print(Text(title))
    for name, url in (
        ("start page", f"{state.api_url}/"),
        ("API documentation", f"{state.api_url}/docs"),
        ("Neo4j Browser", state.browser_url),
    ):
        out.print(f"  {name:<18} {url}", soft_wrap=True)
    out.print(Text("  `controlpath status --secrets` shows the password and the keys of what is running.", "dim"))


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 (progress, beside the result)
