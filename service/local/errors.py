"""What can go wrong with servers on this machine.

LocalServerError
├── DownloadError      the Neo4j server's files could not be fetched or do not match the lock
├── StartError         a server did not come up; the message ends with the tail of its log
│   └── PortTaken      because its port is in use
└── InstanceBusy       another `up` holds the data directory
"""

from __future__ import annotations


class LocalServerError(Exception):
    """Says what happened, where, and what to do."""


class DownloadError(LocalServerError):
    """A file of the Neo4j server is missing, altered or out of reach."""


class StartError(LocalServerError):
    """A server ended, or did not answer in time, while it was starting."""


class PortTaken(StartError):
    """The port a server was told to listen on is in use."""


class InstanceBusy(LocalServerError):
    """Another process already runs the instance in this data directory."""
