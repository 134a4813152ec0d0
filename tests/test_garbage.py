"""Garbage in cycles is collected for as long as the program runs, in its own thread."""

import gc
import weakref
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.garbage import GarbageCollector

LOOK_MS = 10


class Node:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[GarbageCollector]:
    parent = QObject()
    collector = GarbageCollector(parent, LOOK_MS)
    yield collector
    collector.stop()
    gc.disable()  # as all tests have it


def is_gone(kept: "weakref.ref[Node]") -> bool:
    """Make as much garbage as a busy program does in a moment."""
    [Node() for _ in range(gc.get_threshold()[0])]
    return kept() is None


def test_garbage_is_collected_at_every_look(qtbot: QtBot, collector: GarbageCollector) -> None:
    collector.start()
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    for _ in range(3):
        qtbot.waitUntil(partial(is_gone, weakref.ref(Node())))


def test_older_garbage_goes_too(qtbot: QtBot, collector: GarbageCollector) -> None:
    collector.start()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    node = Node()
    for _ in range(2):
        gc.collect(0)
        gc.collect(1)
    garbage = weakref.ref(node)
    del node
    qtbot.waitUntil(lambda: is_gone(garbage), timeout=20_000)


def test_what_the_start_built_is_not_looked_at_again_until_the_collector_stops(
    qtbot: QtBot, collector: GarbageCollector
) -> None:
    node = Node()
    built = weakref.ref(node)
    collector.start()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    del node
    gc.collect()
    assert built() is not None
    collector.stop()
    assert gc.isenabled()
    gc.collect()
    assert built() is None
