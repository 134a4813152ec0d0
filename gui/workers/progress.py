"""Progress of long work on a report, told not too often."""

import time
from collections.abc import Callable
from threading import Event

from gui.report.messages import WorkProgress
from gui.report.progress_monitor import ProgressMonitor

PROGRESS_S = 0.1
"""Between two reports of progress."""


def throttled_monitor(token: int, cancelled: Event, tell: Callable[[WorkProgress], object]) -> ProgressMonitor:
    """Make a monitor for one piece of work, known by `token`."""
    told_s = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal told_s
        if time.monotonic() - told_s >= PROGRESS_S:
            told_s = time.monotonic()
            tell(WorkProgress(token, done, total))

    return ProgressMonitor(cancelled, report)
