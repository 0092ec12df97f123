"""The local Neo4j and Redis as their callers see them: they answer, refuse strangers, keep data, and stop."""

from __future__ import annotations

import neo4j
import redis


def test_neo4j_answers_and_is_the_pinned_version(neo4j_server) -> None:
    from service.local import jars

    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        row = driver.execute_query("CALL dbms.components() YIELD versions, edition RETURN versions[0] AS v, edition")
    assert row.records[0].data() == {"v": jars.pinned(jars.read_lock())[0], "edition": "community"}


def test_redis_answers(redis_server) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.ping()
