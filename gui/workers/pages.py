"""Reads the visible rows in a thread of its own, so that a long scan never delays them."""

from PySide6.QtCore import QObject, Slot

from gui.report.errors import ReportError
from gui.report.messages import Page, PageRequest, ReportFailed
from gui.report.reading.row_access import rows_at
from gui.signals import Signal
from gui.workers.unforeseen import report_errors_to


class Pages(QObject):
    """Reads rows of open reports. Lives in a thread of its own."""

    page = Signal(Page)
    failed = Signal(ReportFailed)

    @Slot(object)
    def fetch(self, request: PageRequest) -> None:
        """Read the requested rows."""
        token, report, numbers = request.opened.token, request.opened.report, request.numbers

        def fail(error: ReportError) -> None:
            self.failed.emit(ReportFailed(token, error))

        with report_errors_to(fail):
            first, count = request.first_row, request.count
            rows = report.rows(first, count) if numbers is None else rows_at(report, numbers)
            self.page.emit(Page(token, first, rows, request.generation))
