"""The rows on screen: short reads, which never stand behind a scan."""

from PySide6.QtCore import QObject, Signal, Slot

from gui.report.errors import ReportError
from gui.report.messages import Page, PageRequest, ReportFailed
from gui.report.reading import rows_at


class Pages(QObject):
    """Reads rows of open reports. Lives in a thread of its own."""

    page = Signal(object)
    """Page"""
    failed = Signal(object)
    """ReportFailed"""

    @Slot(object)
    def fetch(self, request: PageRequest) -> None:
        """Read rows."""
        token, report, numbers = request.opened.token, request.opened.report, request.numbers
        try:
            first, count = request.first_row, request.count
            rows = report.rows(first, count) if numbers is None else rows_at(report, numbers)
        except ReportError as error:
            self.failed.emit(ReportFailed(token, error))
        else:
            self.page.emit(Page(token, request.first_row, rows, request.arrangement))
