"""The report on screen: opening, re-reading, closing."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gui.models.report_table import ReportTable
from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportErrorKind
from gui.report.messages import FollowReport, Growth, IndexProgress, OpenedReport, OpenReport, ReportFailed, Settled
from gui.report.reading.report import HEAD_BYTES
from gui.signals import Signal
from gui.views.error_text import sentence
from gui.views.main_window import MainWindow
from gui.views.preview_pane import PreviewPane
from gui.workers.local_store import FileOnDisk
from gui.workers.transfer import Job, JobDone, JobProgress

FILE_INTACT = (ReportErrorKind.DENIED, ReportErrorKind.NO_SPACE, ReportErrorKind.CANCELLED)
"""Errors after which the file is as good as before."""


class PreviewFlow(QObject):
    """Shows one report at a time. GUI thread; `interrupt()` from any."""

    opened_changed = Signal(bool)
    """Whether a report is on screen."""
    failed = Signal()
    """The file on screen can no longer be read."""
    open_outside_requested = Signal(Path)
    download_again_requested = Signal(Path)
    """The file that cannot be read."""
    completed = Signal(OpenedReport)
    """The report's index is complete."""
    left = Signal()
    """The report is no longer on screen, or is being read again."""
    open_requested = Signal(OpenReport)
    follow_requested = Signal(FollowReport)
    grown = Signal(Growth)
    """The followed report has more bytes."""
    settled = Signal(Settled)
    """The followed report is complete and on screen under its final name."""
    close_requested = Signal()
    part_released = Signal(JobProgress)
    """The rows of an unfinished download are no longer on screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.pane = PreviewPane()
        self.table = ReportTable(self)
        self._request: OpenReport | FollowReport | None = None
        self._opened: OpenedReport | None = None
        self._token = 0
        self._file: FileOnDisk | None = None
        self._job: JobProgress | None = None
        self._is_whole = False
        window.set_preview(self.pane)

    @property
    def path(self) -> Path | None:
        """The file on screen; None if there is none."""
        return self._file.download.path if self._file else None

    @property
    def is_foreign(self) -> bool:
        """Whether the file on screen belongs to no account."""
        return self._file is not None and not self._file.downloaded

    @Slot(object)
    def open(self, file: FileOnDisk) -> None:
        """Show a report in the detected dialect; a report that was followed is shown without being read again."""
        followed = self._job if self._is_whole else None
        self._drop_part()
        self._file = file
        path, checked = file.download.path, file.download.checked
        known = self._window.table.task_of_report(path)
        task = known.name if known else ""
        if followed and self._request and followed.target == path:
            self.pane.show_whole(path, checked=checked, task=task)
            self.settled.emit(Settled(self._request.token))
            return
        self.pane.show_file(path, self.table, checked=checked, task=task)
        self._begin(None)
        self._show()

    @Slot(object)
    def follow(self, progress: JobProgress) -> None:
        """Show a report while it arrives: its first rows, then more and more."""
        if self._job is None or self._job.job is not progress.job:
            if progress.received_bytes < HEAD_BYTES:
                return
            self._drop_part()
            self._file, self._job = None, progress
            progress.job.lease.hold.set()
            task = progress.job.task.name
            self.pane.show_file(progress.target, self.table, checked=True, complete=False, task=task)
            self._begin(None)
            self._show()
        self._job = progress
        if self._request:
            self.grown.emit(Growth(self._request.token, progress.received_bytes))

    @Slot(object)
    def on_saved(self, done: JobDone) -> None:
        """Record that the followed report is complete, so that opening it does not read it again."""
        if self._job and self._job.job is done.job:
            self._is_whole = True

    @Slot(object)
    def on_broken_off(self, job: Job) -> None:
        """Keep the rows of a report that will not be completed."""
        if self._job and self._job.job is job:
            self.pane.show_problem(self.tr("The download was interrupted: some rows are missing."))

    @Slot()
    def close(self) -> None:
        """Close the report."""
        self.interrupt()
        self._drop_part()
        self._request = self._file = self._opened = None
        self.table.clear()
        self.left.emit()
        self.close_requested.emit()
        self._window.show_preview(False)
        self.opened_changed.emit(False)

    def interrupt(self) -> None:
        """Stop reading a long report at once."""
        request = self._request
        if request:
            request.cancelled.set()

    def _drop_part(self) -> None:
        """Release an unfinished download."""
        if self._job:
            self.part_released.emit(self._job)
        self._job, self._is_whole = None, False

    @Slot(object)
    def on_dialect_chosen(self, dialect: Dialect) -> None:
        """Read the report again in the chosen dialect."""
        self._begin(dialect)

    @Slot(object)
    def on_opened(self, opened: OpenedReport) -> None:
        """Show the first rows."""
        if self._is_current(opened.token):
            self._opened = opened
            self.left.emit()
            self.table.on_opened(opened)
            self.pane.show_opened(opened)

    @Slot(object)
    def on_indexed(self, progress: IndexProgress) -> None:
        """Show the rows found so far."""
        if self._is_current(progress.token):
            self.table.on_indexed(progress)
            self.pane.show_progress(progress)
            if progress.done and self._opened:
                self.completed.emit(self._opened)

    @Slot(object)
    def on_failed(self, failed: ReportFailed) -> None:
        """Show why the report can no longer be read."""
        if self._is_current(failed.token):
            again = self._file is not None and self._file.downloaded and failed.error.kind not in FILE_INTACT
            self.pane.show_problem(sentence(failed.error, ""), again=again)
            self.failed.emit()

    @Slot()
    def on_open_outside_requested(self) -> None:
        """Open the report in another program."""
        if self.path:
            self.open_outside_requested.emit(self.path)

    @Slot()
    def on_download_again_requested(self) -> None:
        """Have the report downloaded again."""
        if self.path:
            self.download_again_requested.emit(self.path)

    def _begin(self, dialect: Dialect | None) -> None:
        """Start reading; rows are shown only once the report is known to be open."""
        self.interrupt()
        self.left.emit()
        self.table.clear()
        self._token += 1
        if self._file:
            self._request = OpenReport(self._file.download.path, dialect, self._token)
            self.open_requested.emit(self._request)
        elif self._job:
            self._request = FollowReport(
                self._job.part, self._job.target, self._job.job.lease.lock, dialect, self._token
            )
            self.follow_requested.emit(self._request)
            self.grown.emit(Growth(self._token, self._job.received_bytes))

    def _show(self) -> None:
        self._window.show_preview(True)
        self.opened_changed.emit(True)

    def _is_current(self, token: int) -> bool:
        return self._request is not None and token == self._request.token
