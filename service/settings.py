"""Every setting of Controlpath, read from the environment once per process by a composition root.

Each has a description here and a line in ``service/README.md`` (a test compares them).
"""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Names are upper case in the environment: ``NEO4J_URI``, ``REDIS_CACHE_URL``, ``CONTROLPATH_HOST`` ..."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    neo4j_uri: str | None = Field(None, description="Bolt address of the graph, e.g. bolt://127.0.0.1:7687.")
    neo4j_username: str = Field("neo4j", description="User of the graph.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="Password of that user.")
    neo4j_database: str = Field("neo4j", description="Name of the database in the server.")
    neo4j_browser_url: str | None = Field(
        None, description="Where Neo4j Browser is served, shown on the API's first page. Unset: not shown."
    )
    redis_cache_url: SecretStr | None = Field(
        None, description="Redis for cached determinations; may be lost at any moment. Unset: no cache."
    )
    redis_broker_url: SecretStr | None = Field(
        None, description="Redis for Celery's messages; may be lost at any moment. Unset: workers only poll."
    )
    controlpath_host: str = Field(
        "127.0.0.1", description="Address the API listens on. Beyond loopback it starts only with keys."
    )
    controlpath_port: int = Field(8000, ge=0, le=65535, description="Port the API listens on.")
    controlpath_hook_keys: SecretStr = Field(
        SecretStr(""), description="Comma-separated API keys of provisioning hooks (screenings only, no persons)."
    )
    controlpath_operator_keys: SecretStr = Field(
        SecretStr(""), description="Comma-separated API keys of analysts and operators (everything)."
    )
    controlpath_policies: str = Field(
        "unsupported-regions",
        description="Comma-separated ids of the policies whose marks are kept in the graph (active policies).",
    )
    controlpath_policy_dir: str | None = Field(
        None, description="Directory of further policy files (TOML), as good as the shipped ones."
    )
    controlpath_inbox: str | None = Field(
        None, description="Directory that workers watch: files in it are loaded (workers/README.md). Unset: none."
    )
    controlpath_feeds: str | None = Field(
        None, description="TOML file of what workers fetch into the inbox from publishers. Unset: nothing."
    )
    controlpath_home: str | None = Field(
        None, description="Directory of the local instance's data. Unset: the user's data directory."
    )
    controlpath_cache: str | None = Field(
        None, description="Directory of downloads (the Neo4j server). Unset: the user's cache directory."
    )
    controlpath_maven_mirror: str | None = Field(
        None, description="Mirror of Maven Central to fetch the Neo4j server from, e.g. https://repo.corp/maven2."
    )

    @property
    def broker_url(self) -> str | None:
        """The broker's address as clients need it, with its password; None where there is no broker."""
        return self.redis_broker_url.get_secret_value() if self.redis_broker_url else None
