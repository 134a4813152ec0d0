"""Time that only goes forward, and moments that can be kept across restarts."""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Instant:
    """A moment on two clocks: one that cannot be set, good within its epoch, and the wall's."""

    epoch: str
    clock_s: float
    wall_s: float


class Clock:
    """Seconds since some moment, counted on while the computer sleeps. Safe from any thread.

    `epoch` names the period within which `now_s()` values compare: this boot of the computer where
    the system says which one it is, else this process.
    """

    def __init__(self) -> None:
        self.epoch = _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else uuid.uuid4().hex
        self._id = getattr(time, "CLOCK_BOOTTIME", None)

    def now_s(self) -> float:
        """Seconds within the epoch; never goes back."""
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
        """Seconds passed since `instant`; by the wall clock, and never negative, for one of another epoch."""
        if instant.epoch == self.epoch:
            return self.now_s() - instant.clock_s
        return max(0.0, self.wall_s() - instant.wall_s)
