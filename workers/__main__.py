"""``python -m workers [worker options]``: one worker, in the foreground.

The same as ``celery -A workers.app worker``.
"""

from __future__ import annotations

import sys

from workers.app import app


def main() -> None:
    """Run until SIGTERM or SIGINT; options are Celery's, such as --concurrency."""
    options = ["--without-mingle", "--without-gossip", "--loglevel", "INFO"]
    app.worker_main(["worker", *options, *sys.argv[1:]])


if __name__ == "__main__":
    main()
