"""How the local Neo4j is configured: JVM flags and ``neo4j.conf``, each line with what it is for."""

from __future__ import annotations

import re

MAIN = "org.neo4j.server.Neo4jCommunity"
ADMIN = "org.neo4j.cli.AdminTool"

# The publisher's own set (its start script would pass them), less what only the script needs.
JVM = [
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+UnlockExperimentalVMOptions",
    "-XX:+TrustFinalNonStaticFields",
    "-XX:+DisableExplicitGC",
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.tls.ephemeralDHKeySize=2048",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.layout.jsonTemplate.maxStringLength=32768",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
]
IMPORT = [
    "--overwrite-destination=true",
    "--id-type=integer",
    # Every relationship has both its ends, or nothing is imported.
    "--bad-tolerance=0",
    # Names hold commas, semicolons and bars; this sign stands in no text.
    "--array-delimiter=U+001F",
    "--max-off-heap-memory=1g",
]
LONG_LIFE = ["-XX:+UseG1GC"]
# 40 % less processor time to start, for slower big queries: what a short life on two cores wants.
SHORT_LIFE = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
SINCE_JAVA_23 = ["--sun-misc-unsafe-memory-access=allow"]

CONF = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.bolt.advertised_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
server.http.advertised_address=127.0.0.1:{http}
server.https.enabled=false
server.http_enabled_modules=BROWSER,QUERY_API_ENDPOINTS,TRANSACTIONAL_ENDPOINTS
dbms.security.auth_enabled=true
server.memory.pagecache.size=128m
# 256 MiB per database otherwise
db.tx_log.preallocate=false
db.tx_log.rotation.retention_policy=1 files
db.transaction.timeout=120s
db.lock.acquisition.timeout=10s
# Below the limit of all transactions together: beyond that one the driver would retry, in vain
db.memory.transaction.max={transaction_mb}m
# Nothing leaves this machine, and Cypher reads neither its files nor its network
dbms.usage_report.enabled=false
client.allow_telemetry=false
server.fleet_discovery.enabled=false
dbms.fleet_manager.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
server.http.x_forward.enabled=false
# Ten seconds of a stop otherwise
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
browser.remote_content_hostname_whitelist=127.0.0.1,localhost
browser.post_connect_cmd=style {guide}/ownership.grass; guide {guide}/guide.html
dbms.security.http_static_content_security_policy_header={policy}
"""
# Keeps the Browser from its publisher's fonts, telemetry and error reporting, which no setting turns off.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:*"
)


def jvm_flags(heap: str, java_major: int, *, short_lived: bool) -> list[str]:
    """Flags for the server; ``heap`` as in ``512m`` or ``4g``."""
    life = SHORT_LIFE if short_lived else LONG_LIFE
    newer = SINCE_JAVA_23 if java_major >= 23 else []
    return [f"-Xms{heap}", f"-Xmx{heap}", *life, *JVM, *newer]


def conf(bolt_port: int, http_port: int, heap: str) -> str:
    """The text of ``neo4j.conf``. Strict validation is on: an unknown name stops the start."""
    return CONF.format(
        bolt=bolt_port,
        http=http_port,
        guide=f"http://127.0.0.1:{http_port}/browser/ownership",
        policy=CONTENT_POLICY,
        transaction_mb=megabytes(heap) // 2,
    )


def megabytes(heap: str) -> int:
    """``512m`` -> 512, ``4g`` -> 4096; ValueError for anything else."""
    match = re.fullmatch(r"(\d+)([mg])", heap.lower())
    if not match:
        raise ValueError(f"heap {heap!r}: write it like 512m or 4g")
    return int(match[1]) * (1024 if match[2] == "g" else 1)
