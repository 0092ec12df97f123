"""Every query file: its header, its parameters, its lint, and its plan on a graph that has a shape."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cypher import Query, load, query_names
from cypher.graph import Graph
from cypher.lint import faults_of, lint

# A world of 4,000 parties with every label, relationship and property that the product writes.
_WORLD = (
    """
    UNWIND range(1, 4000) AS i
    CALL (i) {
      CREATE (p:Party {id: 'LEI:' + i, born: i, kind: 'company', name: 'N' + i, name_key: 'n' + i, names: ['N' + i],
        name_keys: ['n' + i], status: 'ACTIVE', dissolved_on: date(), birth: '1970-01', rest: 'cleared',
        described: true, dirty_seq: 0, standing: '', listed: false, restricted_round: 1, known_shares: 1,
        known_votes: 1, known_profits: 1})
      SET p:$(CASE i % 10 WHEN 0 THEN 'Person' WHEN 1 THEN 'State' WHEN 2 THEN 'Unknown' ELSE 'Company' END)
      SET p:$(CASE i % 4 WHEN 0 THEN 'Restricted' WHEN 1 THEN 'Possible' WHEN 2 THEN 'Joint' ELSE 'Party' END)
      CREATE (p)-[:IDENTIFIED_BY {key: 's:' + i + '#LEI:' + i, source: 's', record: '' + i, digest: 'x', name: 'N' + i,
        kind: 'company', stated: '', url: '', published: date(), recorded_from: datetime(), primary: true,
        version: 1, other_names: [], status: '', dissolved_on: date(), birth: '', reference: false}]->
        (:Identifier {key: 'LEI:' + i, scheme: 'LEI', value: '' + i})
      MERGE (j:Jurisdiction {code: 'J' + i % 60}) SET j.name = 'J'
      CREATE (p)-[:SEATED_IN {key: 's:' + i + '#1', kind: 'headquarters', stated: '', valid_from: date(),
        valid_to: date(), recorded_from: datetime(), source: 's', record: '' + i, url: '', published: date()}]->(j)
    } IN TRANSACTIONS OF 1000 ROWS
    """,
    """
    UNWIND range(1, 8000) AS i
    MATCH (a:Party {id: 'LEI:' + (1 + i * 7 % 4000)})
    MATCH (b:Party {id: 'LEI:' + (1 + i * 13 % 4000)})
    WITH i, a, b, {key: 's:' + i, source: 's' + i % 5, record: '' + i, shares_low: 1, shares_high: 2, votes_low: 1,
      votes_high: 2, profits_low: 1, profits_high: 2, rights: ['veto'], directness: 'direct', capacity: 'own',
      on_behalf_of: 'LEI:' + i, on_behalf_of_key: '', `group`: 'g', concert: 'c', valid_from: date(), valid_to: date(),
      recorded_from: datetime(), published: date(), url: '', stated: '', digest: '', scope: '' + i,
      version: 1, listed_on: '',
      holder_key: '', subject_key: '', grade: 'A'} AS claim
    CREATE (a)-[r:INTEREST]->(b) SET r = claim
    CREATE (a)-[p:PAST_INTEREST]->(b) SET p = claim, p.recorded_to = datetime(), p.closed = 'absent',
      p.ended_on = date(), p.stated_to = date()
    CREATE (a)-[:HOLDS {claims: [], control: '', stake: '', shares_low: 1, shares_high: 2, shares_unknown: 1,
      shares_open: 1, rights: [], weak_rights: [], blocking: []}]->(b)
    """,
    """
    UNWIND range(1, 500) AS i
    MATCH (a:Party {id: 'LEI:' + i})
    MATCH (b:Party {id: 'LEI:' + (i + 500)})
    MERGE (s:Source {id: 's' + i % 5})
    SET s += {title: '', publisher: '', url: '', licence: '', grade: 'A', rank: 1, figures: '', promised_age_days: 1,
      loaded_at: datetime(), published_max: date(), records: 1}
    WITH i, a, b, s, {key: 's:' + i, source: 's', record: '' + i, code: 'X', digest: '', grade: 'A', valid_from: date(),
      valid_to: date(), recorded_from: datetime(), published: date(), url: '', stated: ''} AS claim
    CREATE (a)-[r1:BRANCH_OF]->(b) SET r1 = claim
    CREATE (b)-[:HEAD_OF {key: 's:' + i}]->(a)
    CREATE (a)-[r2:PAST_BRANCH_OF]->(b) SET r2 = claim, r2.recorded_to = datetime(), r2.closed = 'absent'
    CREATE (a)-[r3:NOTICE]->(s) SET r3 = claim
    CREATE (a)-[r4:PAST_NOTICE]->(s) SET r4 = claim, r4.recorded_to = datetime(), r4.closed = 'absent'
    CREATE (:Change {seq: i, batch: '' + i, kind: 'load', source: 's', subjects: ['LEI:1'], at: datetime()})
    CREATE (:Batch {id: '' + i, seq: i, report: '', at: datetime()})
    CREATE (g:Merge {id: '' + i, winner: '', loser: '', record: '', joined_by: '', at: datetime(), name: '', born: 1,
      kind: '', identifiers: [], statements: [], claims: [], beneficiary_of: [], determinations: [], by: [], reason: '',
      parted_at: datetime(), parted_by: '', parted_reason: ''})-[:INTO]->(a)
    CREATE (a)-[:POSSIBLY_SAME_AS {key: 'c' + i, parties: [], score: i % 100, reasons: [], status: 'open', run: '',
      recorded_from: datetime(), recorded_to: datetime(), closed: '', confirmed_by: '', confirmed_reason: '',
      confirmed_at: datetime(), rejected_by: '', rejected_reason: ''}]->(b)
    MERGE (d:Identifier {key: b.id})
    CREATE (a)-[:NOT_IDENTIFIED_BY {key: 's:n' + i, parted_by: '', parted_reason: '', parted_at: datetime()}]->(d)
    SET a.stands_for = s.id
    CREATE (a)-[:WAS {name: '', kind: '', dissolved_on: date(), recorded_to: datetime()}]->(a)
    CREATE (a)-[:DETERMINED]->(:Determination {id: 'd' + i, document: '', inputs: '', inputs_hash: '', new: true})
    MERGE (c:Clock {id: 'graph'}) SET c.at = datetime()
    MERGE (source:Source {id: 's' + i % 5}) SET source += {lists: [], first_loaded_at: datetime(),
      refused: 0, dangling: 0,
      superseded: 0, quarantined_links: 0, filled: '{}', cursor: '', loaded_at: datetime(), published_max: date()}
    MERGE (loading:Loading {id: 's' + i % 5}) SET loading += {file: '', state: '', done: 0,
      total: 0, at: datetime(),
      detail: ''}
    CREATE (:Grave {key: 's:' + i, published: date(), version: 1})
    """,
    "CALL db.resampleOutdatedIndexes()",
    "CALL db.awaitIndexes(60)",
)


@pytest.fixture
def world(graph: Graph) -> Iterator[Graph]:
    for text in _WORLD:
        graph.auto(Query("tests/world", text, {}, "A world."))
    yield graph


def test_no_file_breaks_the_contract() -> None:
    assert lint() == []


@pytest.mark.parametrize("name", query_names())
def test_header_and_parameters(name: str) -> None:
    query = load(name)
    assert query.doc.endswith((".", "?", "!"))
    assert faults_of(query.text, query.doc) == []


# One test for all plans: the world takes longer to make than the plans to read.
def test_plans(world: Graph) -> None:
    bad: list[str] = []
    for name in query_names():
        plan = world.explain(name)
        # Unknown label, type or property; deprecated. The other classes are advice on speed.
        warnings = [one for one in plan.warnings if one.startswith(("01N5", "01N0"))]
        if "AllNodesScan" in plan.operators or _products(plan.tree) or warnings:
            bad.append(f"{name}: {_products(plan.tree)} {warnings} {plan.operators}")
    assert not bad, "\n".join(bad)


def _products(tree: str) -> list[str]:
    """The Cartesian products in a plan that multiply anything; one row by one row does not."""
    lines = tree.splitlines()
    found: list[str] = []
    for number, line in enumerate(lines):
        if line.split()[0].startswith("CartesianProduct"):
            depth = len(line) - len(line.lstrip())
            inside: list[str] = []
            for other in lines[number + 1 :]:
                if len(other) - len(other.lstrip()) <= depth:
                    break
                inside.append(other.strip())
            if not all(one.startswith(("NodeUniqueIndexSeek", "CacheProperties")) for one in inside):
                found.append(" | ".join(inside))
    return found
