"""A folder where syncing costs nothing, and no record of each of many thousand requests."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def folder(caplog: pytest.LogCaptureFixture) -> Iterator[Path]:
    """In memory where the system allows that: what a loss of power does is not tried here."""
    caplog.set_level(logging.INFO, "urllib3")
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)
