"""What the settings name, made: the graph, the policies, the active ones. Shared by the worker and the commands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cypher.errors import GraphUnavailable
from cypher.graph import Graph
from service.errors import BadRequest
from service.policy.file import Policies
from service.policy.model import Policy
from service.settings import Settings


def graph(settings: Settings) -> Graph:
    """The graph of these settings; nothing is sent yet. Raises GraphUnavailable if they name none, BadQuery."""
    if settings.neo4j_uri is None:
        raise GraphUnavailable("There is no graph to talk to: NEO4J_URI is not set.", hint="Start one: controlpath up")
    auth = (settings.neo4j_username, settings.neo4j_password.get_secret_value())
    return Graph.connect(settings.neo4j_uri, auth, settings.neo4j_database)


def policies(settings: Settings) -> Policies:
    """The shipped policies and those of the user's directory. Raises BadPolicy."""
    directory = settings.controlpath_policy_dir
    return Policies(*([Path(directory).expanduser()] if directory else []))


def active(settings: Settings, known: Policies, today: date) -> list[Policy]:
    """The policies whose marks are kept in the graph, in their versions of ``today``. Raises BadRequest."""
    ids = [name.strip() for name in settings.controlpath_policies.split(",") if name.strip()]
    if unknown := sorted(set(ids) - set(known.ids())):
        there = ", ".join(known.ids())
        raise BadRequest("unknown_policy", f"CONTROLPATH_POLICIES names {', '.join(unknown)}.", f"There are: {there}.")
    if not ids:
        raise BadRequest("unknown_policy", "CONTROLPATH_POLICIES names no policy.", "Unset it for the default.")
    return [known.pick(name, today) for name in dict.fromkeys(ids)]
