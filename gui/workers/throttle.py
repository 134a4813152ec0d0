"""How often progress is reported."""

import time

PROGRESS_S = 0.1
"""Real seconds between two progress reports."""


class Throttle:
    """Tells when progress is due, first `PROGRESS_S` after its creation."""

    def __init__(self) -> None:
        self._last_s = time.monotonic()

    def due(self) -> float | None:
        """Return the seconds since progress was last due and restart; None if it is not due yet."""
        now_s = time.monotonic()
        elapsed_s = now_s - self._last_s
        if elapsed_s < PROGRESS_S:
            return None
        self._last_s = now_s
        return elapsed_s
