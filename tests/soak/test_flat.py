"""Eight hours of polling leave no more memory, threads, open files or records behind than one hour did."""

import gc
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.soak.world import World

FLAT_BYTES = 100_000
DESCRIPTORS = Path("/proc/self/fd")
HOUR_S = 3600.0
NOT_OURS = tracemalloc.Filter(inclusive=False, filename_pattern="*coverage*")
"""What watches the tests keeps something for each thread that there ever was."""


@dataclass(frozen=True)
class Use:
    """What the process holds."""

    memory_bytes: int
    threads: int
    files: int
    permits: int


@pytest.fixture
def world(qtbot: QtBot, folder: Path) -> Iterator[World]:
    world = World(folder, 0, boots_have_names=True)
    tracemalloc.start()
    yield world
    tracemalloc.stop()
    world.end()


def use_of(world: World) -> Use:
    gc.collect()
    taken = tracemalloc.take_snapshot().filter_traces([NOT_OURS])
    memory_bytes = sum(trace.size for trace in taken.traces)
    files = len(list(DESCRIPTORS.iterdir())) if DESCRIPTORS.is_dir() else 0
    return Use(memory_bytes, threading.active_count(), files, world.permits)


@pytest.mark.timeout(120)
def test_eight_hours_leave_no_more_behind_than_one(world: World) -> None:
    world.work(HOUR_S)
    first = use_of(world)
    world.work(7 * HOUR_S)
    last = use_of(world)
    assert world.server.requests > 8 * HOUR_S / 120
    assert last.memory_bytes - first.memory_bytes < FLAT_BYTES
    assert (last.threads, last.files) == (first.threads, first.files)
    assert last.permits <= 3
