"""Clocks that a test drives, and an ear for signals."""

import time
import uuid
from typing import Any

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from gui.clock import Clock
from gui.signals import SignalInstance


class FakeClock(Clock):
    """Stands still until told."""

    def __init__(self) -> None:
        self.epoch = uuid.uuid4().hex
        self._now_s = 1000.0
        self._wall_s = 1_770_000_000.0

    def now_s(self) -> float:
        return self._now_s

    def wall_s(self) -> float:
        return self._wall_s

    def advance(self, seconds: float) -> None:
        self._now_s += seconds
        self._wall_s += seconds

    def set_wall(self, wall_s: float) -> None:
        self._wall_s = wall_s

    def new_boot(self) -> None:
        """Begin an epoch of which no earlier instant is one."""
        self.epoch = uuid.uuid4().hex
        self._now_s = 5.0


class ScaledClock(Clock):
    """Runs `speed` times as fast as the real one, and timers with it."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed
        self._start_s = time.time()

    def now_s(self) -> float:
        return super().now_s() * self._speed

    def wall_s(self) -> float:
        return self._start_s + (time.time() - self._start_s) * self._speed

    def real_s(self, seconds: float) -> float:
        return seconds / self._speed


class Receiver(QObject):
    """Takes a worker's signals in the thread where it was made; pytest-qt's own waiting would run in the worker's."""

    def __init__(self, *signals: "SignalInstance[Any] | QtCore.SignalInstance") -> None:
        super().__init__()
        self.values: list[Any] = []
        for signal in signals:
            signal.connect(self.take)

    @Slot(object)
    def take(self, value: object) -> None:
        self.values.append(value)
