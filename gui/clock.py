"""Time that never goes back, and moments that can be stored across restarts."""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_COUNTS_ON_IN_SLEEP = ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW")
"""Used on Linux and macOS; Windows uses the default one."""
LOOK_S = 15.0
"""Timers never run longer than this: they stand still while the computer sleeps, and waking must be noticed."""
WRONG_S = 30 * 60.0
"""Nothing stored matters longer than this; a moment further ahead was recorded while the wall clock was wrong."""


@dataclass(frozen=True)
class Instant:
    """A moment on two clocks: one that cannot be set, valid within its epoch, and the wall clock."""

    epoch: str
    clock_s: float
    wall_s: float


class Clock:
    """Seconds since the computer was started, sleep included. Safe from any thread.

    `epoch` names the period in which `now_s()` values can be compared: this boot of the computer if the system
    identifies it, else this process.
    """

    def __init__(self) -> None:
        self.epoch = _boot_id() or uuid.uuid4().hex
        self._id = next((getattr(time, name) for name in _COUNTS_ON_IN_SLEEP if hasattr(time, name)), None)

    def now_s(self) -> float:
        """Return the seconds since the computer was started; never goes back."""
        return time.monotonic() if self._id is None else time.clock_gettime(self._id)

    def wall_s(self) -> float:
        """Return the seconds since 1970 by the computer's wall clock."""
        return time.time()

    def real_s(self, seconds: float) -> float:
        """Return how long a real timer must run for `seconds` to pass on this clock."""
        return seconds

    def instant(self) -> Instant:
        """Return the present moment, for storing."""
        return Instant(self.epoch, self.now_s(), self.wall_s())

    def age_s(self, instant: Instant) -> float:
        """Return the seconds since `instant`, never negative: exact within the epoch, else estimated by the wall clock.

        A moment of another epoch that lies ahead of the wall clock counts as being as young as is certain; one that
        lies `WRONG_S` ahead counts as long past, so that a wall clock that was wrong once makes nothing last.
        """
        if instant.epoch == self.epoch:
            return self.now_s() - instant.clock_s
        wall_age_s = self.wall_s() - instant.wall_s
        return -wall_age_s if wall_age_s < -WRONG_S else max(wall_age_s, self.least_age_s(instant))

    def least_age_s(self, instant: Instant) -> float:
        """Return a lower bound of the seconds since `instant`, whatever the wall clock was set to meanwhile.

        A moment of this boot is exactly as old as the difference. One of an earlier boot is at least as old as this
        boot. If `instant` has the larger reading, it is of an earlier boot; otherwise it may be of either.
        """
        now_s = self.now_s()
        return now_s - instant.clock_s if instant.clock_s <= now_s else now_s


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
