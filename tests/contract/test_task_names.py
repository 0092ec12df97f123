"""What the service enqueues by name, the workers must have."""

from __future__ import annotations

from service import queue
from workers.app import app


def test_every_name_that_is_enqueued_is_a_registered_task() -> None:
    app.loader.import_default_modules()
    names = {value for name, value in vars(queue).items() if name.isupper() and isinstance(value, str)}
    assert names == {name for name in app.tasks if not name.startswith("celery.")}
