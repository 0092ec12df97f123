"""The doorbell's task."""

from __future__ import annotations

from service.queue import DERIVE
from workers.app import app


@app.task(name=DERIVE)  # type: ignore[untyped-decorator]
def derive() -> None:
    """Derive what is behind. A failure is logged there and taken up by the poller."""
    app.deriver.attempt()
