"""Going through a whole report: long work, in a thread of its own."""

import time

from PySide6.QtCore import QObject, Signal, Slot

from gui.report.errors import ReportError
from gui.report.messages import IndexProgress, OpenedReport, OpenReport, ReportFailed
from gui.report.report import Report

PROGRESS_S = 0.1
"""Between two reports of progress."""


class Scan(QObject):
    """Opens one report at a time and counts its rows. Lives in a thread of its own.

    A slot runs as long as the file is; setting `OpenReport.cancelled` ends it, from any thread and at any time.
    Nothing is emitted for a request after that.
    """

    opened = Signal(object)
    """OpenedReport, as soon as its first rows are read"""
    indexed = Signal(object)
    """IndexProgress, at most ten times a second; the last one is `done`"""
    failed = Signal(object)
    """ReportFailed"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report: Report | None = None

    @Slot(object)
    def open(self, request: OpenReport) -> None:
        """Open a report in place of the one before, then index it."""
        self.close()
        if request.cancelled.is_set():
            return
        try:
            self._report = Report(request.path, request.dialect, request.cancelled)
            self.opened.emit(OpenedReport(request.token, self._report))
            self._index(request, self._report)
        except ReportError as error:
            if not request.cancelled.is_set():
                self.failed.emit(ReportFailed(request.token, error))

    @Slot()
    def close(self) -> None:
        """Let go of the report; nothing can be read from it afterwards."""
        if self._report:
            self._report.close()
            self._report = None

    def _index(self, request: OpenReport, report: Report) -> None:
        told_s = time.monotonic()
        index = report.index
        for read_bytes in report.scan():
            if request.cancelled.is_set():
                return
            done = read_bytes == report.size_bytes
            if done or time.monotonic() - told_s >= PROGRESS_S:
                told_s = time.monotonic()
                self.indexed.emit(
                    IndexProgress(
                        request.token, index.rows, index.marked, index.columns, read_bytes, report.size_bytes, done
                    )
                )
