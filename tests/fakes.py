"""Clocks that a test drives, and an ear for signals."""

import time
import uuid
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Slot

from gui.clock import Clock
from gui.signals import SignalInstance

ROUNDING_S = 1e-6


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

    def new_process(self) -> None:
        """Begin an epoch within the same boot, as where the system does not say which boot it is."""
        self.epoch = uuid.uuid4().hex

    def new_boot(self, uptime_s: float = 5.0) -> None:
        """Begin an epoch of which no earlier instant is one."""
        self.epoch = uuid.uuid4().hex
        self._now_s = uptime_s


class DrivenClock(FakeClock):
    """Fires the timers of the thread that calls `let_pass`; in `advance` the computer sleeps, and none of them runs."""

    def __init__(self) -> None:
        super().__init__()
        self._timer_s: float | None = None

    def real_s(self, seconds: float) -> float:
        self._timer_s = seconds
        return 0.0

    def let_pass(self, seconds: float) -> None:
        end_s = self.now_s() + seconds
        while (left_s := end_s - self.now_s()) > ROUNDING_S / 10:
            timer_s = left_s if self._timer_s is None else max(self._timer_s, ROUNDING_S)
            self.advance(min(timer_s, left_s))
            if timer_s <= left_s:
                self._timer_s = None  # until it is armed again
                QCoreApplication.processEvents()
            else:
                self._timer_s = timer_s - left_s


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

    def __init__(self, *signals: "SignalInstance[Any]") -> None:
        super().__init__()
        self.values: list[Any] = []
        for signal in signals:
            signal.connect(self.take)

    @Slot(object)
    def take(self, value: object) -> None:
        self.values.append(value)
