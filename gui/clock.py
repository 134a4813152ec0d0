"""Time that only goes forward, and moments that can be kept across restarts."""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_COUNTS_ON_IN_SLEEP = ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW")
"""Linux, macOS; on Windows the ordinary one does."""
LOOK_S = 15.0
"""Timers run no longer than this: they stand still while the computer sleeps, and waking must be noticed."""
WRONG_S = 30 * 60.0
"""What is kept matters no longer than this; a moment further ahead was noted while the wall clock was wrong."""


@dataclass(frozen=True)
class Instant:
    """A moment on two clocks: one that cannot be set, good within its epoch, and the wall's."""

    epoch: str
    clock_s: float
    wall_s: float


class Clock:
    """Seconds since the computer was started, counted on while it sleeps. Safe from any thread.

    `epoch` names the period within which `now_s()` values compare: this boot of the computer where
    the system says which one it is, else this process.
    """

    def __init__(self) -> None:
        self.epoch = _boot_id() or uuid.uuid4().hex
        self._id = next((getattr(time, name) for name in _COUNTS_ON_IN_SLEEP if hasattr(time, name)), None)

    def now_s(self) -> float:
        """Seconds since the start of the computer; never goes back."""
        return time.monotonic() if self._id is None else time.clock_gettime(self._id)

    def wall_s(self) -> float:
        """Seconds since 1970, as the computer's settings have it."""
        return time.time()

    def real_s(self, seconds: float) -> float:
        """How long a timer must run for `seconds` to pass on this clock."""
        return seconds

    def instant(self) -> Instant:
        """The present moment, fit for keeping."""
        return Instant(self.epoch, self.now_s(), self.wall_s())

    def age_s(self, instant: Instant) -> float:
        """Seconds passed since `instant`, never negative: exact within the epoch, else an estimate by the wall clock.

        A moment of another epoch that is ahead of the wall clock counts as no older than is certain, and one that
        is `WRONG_S` ahead as long past: a wall clock that was wrong once must not make anything last.
        """
        if instant.epoch == self.epoch:
            return self.now_s() - instant.clock_s
        wall_age_s = self.wall_s() - instant.wall_s
        return -wall_age_s if wall_age_s < -WRONG_S else max(wall_age_s, self.least_age_s(instant))

    def least_age_s(self, instant: Instant) -> float:
        """Seconds that have certainly passed since `instant`, whatever the wall clock was set to meanwhile.

        A moment of this boot is as old as the difference says. One of an earlier boot is at least as old as this
        boot, which is more. Where `instant` has the larger reading it is of an earlier boot; else either may be so.
        """
        now_s = self.now_s()
        return now_s - instant.clock_s if instant.clock_s <= now_s else now_s


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
