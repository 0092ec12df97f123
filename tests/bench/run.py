"""``make bench``: how fast both engines are, as ratios against floors measured in the same run.

``COMPANIES`` (100000) sets the size of the graph; a million takes about ten minutes and 4 GiB of memory for the server.
Absolute figures depend on the machine; the gates are on ratios, but for the closure of 20,000 stakes: 250 ms.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import files
import graph as cypher_engine
import memory
import world as bench

from cypher.graph import Graph
from service.local.neo4j import LocalNeo4j
from service.marks import live
from service.policy.file import Policies

COMPARE_UP_TO = 200_000
"""Companies up to which the memory engine solves the whole graph too."""


class Gates:
    """Says each figure as it is known, and counts which were held."""

    def __init__(self) -> None:
        self.held: list[bool] = []

    def say(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def gate(self, text: str, held: bool) -> None:
        self.held.append(held)
        self.say(f"{'held  ' if held else 'MISSED'}  {text}")

    def end(self) -> int:
        self.say(f"bench: {sum(self.held)} of {len(self.held)} gates held")
        return 0 if all(self.held) else 1


def main() -> int:
    companies = int(os.environ.get("COMPANIES", "100000"))
    policy = Policies().pick("unsupported-regions", bench.TODAY)
    gates = Gates()
    _memory(gates, policy)
    with tempfile.TemporaryDirectory(prefix="controlpath-bench-") as name:
        folder = Path(name)
        began = time.perf_counter()
        found = files.write(folder, companies, policy, live(policy), keep=companies <= COMPARE_UP_TO)
        seconds = time.perf_counter() - began
        gates.say(
            f"        world: {found.parties} parties, {found.claims} claims, {found.stakes} effective holdings, "
            f"generated and consolidated in memory in {seconds:.1f} s"
        )
        heap = "1g" if companies <= COMPARE_UP_TO else "4g"
        server = LocalNeo4j(folder / "neo4j", password=secrets.token_hex(12), heap=heap)
        server.start()
        server.stop()
        seconds = cypher_engine.load(folder, server)
        with server, Graph.connect(server.uri, server.auth, timeout=600) as graph:
            gates.say(
                f"        import of {found.parties + found.claims + found.stakes} elements {seconds:.1f} s, "
                f"schema and warm-up {cypher_engine.ready(graph):.1f} s"
            )
            _graph(gates, policy, graph, found, companies)
    return gates.end()


def _memory(gates: Gates, policy: Any) -> None:
    took = memory.measure(policy)
    gates.gate(
        f"memory engine, C, Q and K of a closure of {took['stakes']} stakes: {took['solve'] * 1e3:.0f} ms "
        f"(at most 250), {took['solve'] / took['floor']:.1f} x one pass over the stakes",
        took["solve"] < 0.25,
    )
    gates.say(f"        its consolidation: {took['consolidate'] * 1e3:.0f} ms")


def _graph(gates: Gates, policy: Any, graph: Graph, found: files.Written, companies: int) -> None:
    compare = companies <= COMPARE_UP_TO
    took = cypher_engine.whole(graph, policy, found, compare=compare)
    spent = {name: median(times) for name, times in took["spent"].items()}
    for name, words in (("C", "certain"), ("Q", "possible")):
        ratio = spent[name] / spent[f"{name} floor"]
        gates.gate(
            f"Cypher engine, {name} of the whole graph ({took['sizes'][name]} {words}): {spent[name]:.2f} s, "
            f"{ratio:.2f} x writing the same marks by id (at most 3, aim 1.5)",
            ratio <= 3,
        )
    gates.say(f"        K, rolled back ({took['K members']} cleared): {took['K']:.1f} s")
    if compare:
        gates.gate("both engines find the same C and Q, rounds included", took["agree"])
    times, right = cypher_engine.changes(graph, policy)
    times.sort()
    full, typical = spent["C"] + spent["Q"], median(times)
    p99 = times[int(len(times) * 0.99)]
    gates.gate(
        f"one change of a stake, committed: median {typical * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms; a full C and Q "
        f"takes {full / typical:.0f} x the median (at least 10)",
        full / typical >= 10,
    )
    gates.gate("after all changes the marks equal a full marking", right)
    speed = cypher_engine.consolidation(graph, policy, companies)
    gates.say(f"        from claims to holdings, standings and marks: {speed:.0f} parties a second, one worker")


if __name__ == "__main__":
    sys.exit(main())
