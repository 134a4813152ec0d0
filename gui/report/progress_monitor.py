"""How far long work is, and how it is given up."""

from collections.abc import Callable
from threading import Event

from gui.report.errors import ReportError, ReportErrorKind


class ProgressMonitor:
    """For long work to call. `cancelled` may be set from any thread; `tell` gets the bytes done and the total."""

    def __init__(self, cancelled: Event | None = None, tell: Callable[[int, int], None] | None = None) -> None:
        self.cancelled = cancelled or Event()
        self._tell = tell

    def step(self, done_bytes: int, total_bytes: int) -> None:
        """Report how far the work is, in bytes. Raises ReportError (CANCELLED) once `cancelled` is set."""
        if self.cancelled.is_set():
            raise ReportError(ReportErrorKind.CANCELLED)
        if self._tell:
            self._tell(done_bytes, total_bytes)
