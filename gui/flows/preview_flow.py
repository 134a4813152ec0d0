"""The report on screen: opened, read as the person chooses, closed."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gui.models.report_table import ReportTable
from gui.report.dialect import Dialect
from gui.report.messages import IndexProgress, OpenedReport, OpenReport, ReportFailed
from gui.views.error_text import sentence
from gui.views.main_window import MainWindow
from gui.views.preview_pane import PreviewPane
from gui.workers.pages import Pages
from gui.workers.scan import Scan
from gui.workers.shelf import FileOnDisk


class PreviewFlow(QObject):
    """Shows one report at a time. GUI thread; `interrupt()` from any."""

    opened_changed = Signal(bool)
    """whether a report is on screen"""
    failed = Signal()
    """the file on screen cannot be read any more"""
    open_outside_requested = Signal(object)
    """Path"""

    _open = Signal(object)
    _close = Signal()

    def __init__(self, window: MainWindow, scan: Scan, pages: Pages) -> None:
        super().__init__(window)
        self._window = window
        self._pane = PreviewPane()
        self._table = ReportTable(self)
        self._request: OpenReport | None = None
        self._token = 0
        self._file: FileOnDisk | None = None
        window.set_preview(self._pane)
        self._open.connect(scan.open)
        self._close.connect(scan.close)
        scan.opened.connect(self.on_opened)
        scan.indexed.connect(self.on_indexed)
        scan.failed.connect(self.on_failed)
        self._table.page_wanted.connect(pages.fetch)
        pages.page.connect(self._table.on_page)
        pages.failed.connect(self.on_failed)
        self._pane.closed.connect(self.close)
        self._pane.left.connect(window.focus_tasks)
        self._pane.dialect_chosen.connect(self.on_dialect_chosen)
        self._pane.open_outside_requested.connect(self.on_open_outside_requested)

    @property
    def path(self) -> Path | None:
        """The file on screen."""
        return self._file.download.path if self._file else None

    @Slot(object)
    def open(self, file: FileOnDisk) -> None:
        """Show a report, as it looks to be written."""
        self._file = file
        self._pane.show_file(file.download.path, self._table, checked=file.download.checked)
        self._window.show_preview(True)
        self._begin(None)
        self.opened_changed.emit(True)

    @Slot()
    def close(self) -> None:
        """Show no report."""
        self.interrupt()
        self._request = self._file = None
        self._table.clear()
        self._close.emit()
        self._window.show_preview(False)
        self.opened_changed.emit(False)

    def interrupt(self) -> None:
        """End the reading of a long report, now."""
        request = self._request
        if request:
            request.cancelled.set()

    @Slot(object)
    def on_dialect_chosen(self, dialect: Dialect) -> None:
        """Read the report anew, in the way that the person has chosen."""
        self._begin(dialect)

    @Slot(object)
    def on_opened(self, opened: OpenedReport) -> None:
        """Show the first rows."""
        if self._is_current(opened.token):
            self._table.on_opened(opened)
            self._pane.show_opened(opened)

    @Slot(object)
    def on_indexed(self, progress: IndexProgress) -> None:
        """Show the rows found so far."""
        if self._is_current(progress.token):
            self._table.on_indexed(progress)
            self._pane.show_progress(progress)

    @Slot(object)
    def on_failed(self, failed: ReportFailed) -> None:
        """Say why the report cannot be read on."""
        if self._is_current(failed.token):
            self._pane.show_problem(sentence(failed.error, ""))
            self.failed.emit()

    @Slot()
    def on_open_outside_requested(self) -> None:
        """Hand the report to another program."""
        if self.path:
            self.open_outside_requested.emit(self.path)

    def _begin(self, dialect: Dialect | None) -> None:
        self.interrupt()
        if self._file:
            self._token += 1
            self._request = OpenReport(self._file.download.path, dialect, self._token)
            self._open.emit(self._request)

    def _is_current(self, token: int) -> bool:
        return self._request is not None and token == self._request.token
