"""How often progress is told."""

import time

PROGRESS_S = 0.1
"""Real seconds between two reports of progress."""


class Throttle:
    """Tells when progress is due to be reported, first `PROGRESS_S` after this was made."""

    def __init__(self) -> None:
        self._last_s = time.monotonic()

    def due(self) -> float | None:
        """Return the seconds since it was due before, and begin anew; None where it is not due yet."""
        now_s = time.monotonic()
        elapsed_s = now_s - self._last_s
        if elapsed_s < PROGRESS_S:
            return None
        self._last_s = now_s
        return elapsed_s
