"""Throttled progress of long work on a report."""

from collections.abc import Callable
from threading import Event

from gui.report.messages import WorkProgress
from gui.report.progress_monitor import ProgressMonitor
from gui.workers.throttle import Throttle


def throttled_monitor(token: int, cancelled: Event, tell: Callable[[WorkProgress], object]) -> ProgressMonitor:
    """Return a monitor for one piece of work, identified by `token`."""
    throttle = Throttle()

    def report(done: int, total: int) -> None:
        if throttle.due() is not None:
            tell(WorkProgress(token, done, total))

    return ProgressMonitor(cancelled, report)
