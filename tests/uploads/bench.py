"""Files in tests are checked when they are written: a test that rolls back never commits, and so never rings the bell."""

from datetime import UTC, datetime

import pytest

from petitions.files import checking
from petitions.models import Evidence
from petitions.workflow.act import Act

SOME_DAY = datetime(2100, 1, 1, tzinfo=UTC)  # whatever waits is due by then


@pytest.fixture(autouse=True)
def checked_at_once(request, monkeypatch):
    """Not where a test says `@pytest.mark.files_wait`."""
    if request.node.get_closest_marker("files_wait"):
        return
    save = Act.save

    def save_and_check(act, event):
        save(act, event)
        if any(isinstance(row, Evidence) for row in act.rows):
            checking.check_waiting(SOME_DAY)

    monkeypatch.setattr(Act, "save", save_and_check)
