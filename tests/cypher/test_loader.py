"""Query files: what the loader takes, and what it refuses before a server is asked."""

from __future__ import annotations

import pytest

from cypher import bare, load, parse, query_names
from cypher.errors import BadQuery
from cypher.lint import faults_of

GOOD = """// Who is it? One row: id.
// More words.
:param id => 'LEI:1';
MATCH (p:Party {id: $id}) // not $this
WHERE p.name <> '$nor this; nor'
RETURN p.id AS id;
"""


def test_a_good_file() -> None:
    (query,) = parse("lookup/x", GOOD)
    assert query.doc == "Who is it?"
    assert dict(query.params) == {"id": "'LEI:1'"}
    assert query.text.endswith("RETURN p.id AS id")
    assert ":param" not in query.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace(":param id => 'LEI:1';\n", ""), "uses $id without"),
        (GOOD.replace("$id", "'x'"), "declares $id and never uses"),
        (GOOD.replace("=> 'LEI:1';", "=> 'LEI:1'"), "x.cypher:3"),
        (GOOD.replace(":param id => 'LEI:1';", ":params {id: 1}"), "x.cypher:3"),
        (GOOD.rstrip().removesuffix(";"), "semicolon"),
        ("// Nothing.\n", "no statement"),
        ("MATCH (n:Party) RETURN n;\n", "no header"),
    ],
)
def test_bad_files(text: str, said: str) -> None:
    with pytest.raises(BadQuery, match=r".") as error:
        parse("x", text)
    assert said in str(error.value)


@pytest.mark.parametrize("name", ["lookup/no_such", "../secrets", "ingest/../graph", "", "schema", "/etc/passwd"])
def test_unknown_names(name: str) -> None:
    with pytest.raises(BadQuery, match="no query named"):
        load(name)


def test_schema_files_are_not_queries() -> None:
    assert not [name for name in query_names() if name.startswith("schema/")]
    with pytest.raises(BadQuery, match="exactly one"):
        load("schema/0001_keys")


def test_bare_leaves_the_language() -> None:
    assert bare("RETURN '$a', \"$b\", `$c` // $d\n/* $e */ + $f").split() == ["RETURN", ",", ",", "+", "$f"]


@pytest.mark.parametrize(
    "text",
    [
        "CALL apoc.do.it()",
        "LOAD CSV FROM 'x' AS row RETURN row",
        "EXPLAIN MATCH (n:Party) RETURN n",
        "MATCH (n:Party) RETURN id(n)",
        "MATCH (n:Party) CALL { RETURN 1 AS x } RETURN x",
        "RETURN toFloat('1')",
        "RETURN 1 \n",
    ],
)
def test_banned(text: str) -> None:
    assert faults_of(text, "A sentence.")
    assert faults_of("RETURN 1", "not a sentence")
