"""``python -m workers [options]``: one worker, in the foreground. Options are Celery's, such as ``--concurrency``.

The same as ``celery -A workers.app worker``, with the settings checked first. Exit: 0 stopped, 2 a setting is wrong.
"""

from __future__ import annotations

import sys

from celery.bin.celery import main as celery

from service.errors import ServiceError
from service.policy.file import BadPolicy
from workers.app import app


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    try:
        app.deriver.check()
    except (ServiceError, BadPolicy) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    options = ["--without-mingle", "--without-gossip", "--loglevel", "INFO"]
    sys.argv = ["celery", "-A", "workers.app", "worker", *options, *sys.argv[1:]]
    return int(celery() or 0)


if __name__ == "__main__":
    sys.exit(main())
