"""What a worker reports as a bug, for tests that cause one."""

import sys

import pytest


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The exceptions that reached `sys.excepthook`."""
    reported: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, where: reported.append(error))
    return reported
