"""Long work that tells how far it is and can be given up."""

from collections.abc import Callable
from threading import Event

from gui.report.errors import ReportError, ReportErrorKind


class ProgressMonitor:
    """Handed into long work. `tell` gets done and total bytes; `cancelled` may be set from any thread."""

    def __init__(self, cancelled: Event | None = None, tell: Callable[[int, int], None] | None = None) -> None:
        self.cancelled = cancelled or Event()
        self._tell = tell

    def step(self, done_bytes: int, total_bytes: int) -> None:
        """Say how far the work is. Raises ReportError (CANCELLED)."""
        if self.cancelled.is_set():
            raise ReportError(ReportErrorKind.CANCELLED)
        if self._tell:
            self._tell(done_bytes, total_bytes)
