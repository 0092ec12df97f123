"""``python -m service.local HOME``: supervise the instance over HOME until a signal ends it.

What ``controlpath up --detach`` leaves behind. Exit: 0 stopped, 3 did not start, 75 another one is at work.
"""

from __future__ import annotations

import sys
from pathlib import Path

from service.local.control import BUSY, supervise
from service.local.errors import InstanceBusy, LocalServerError
from service.local.instance import Instance


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m service.local HOME\n")
        return 2
    try:
        supervise(Instance(Path(sys.argv[1])))
    except InstanceBusy:
        return BUSY
    except LocalServerError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
