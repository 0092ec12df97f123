"""Where the loader finds what describes a party: see ``cypher/description.py``."""

from cypher.description import describe

__all__ = ["describe"]
