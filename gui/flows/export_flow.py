"""Exports rows of the report on screen."""

from PySide6.QtCore import QObject, Slot

from gui.models.report_table import ReportTable
from gui.report.exporting.export import ExportForm
from gui.report.messages import ExportDone, ExportJob, OpenedReport, ReportFailed, WorkProgress
from gui.signals import Signal
from gui.views.error_text import export_sentence
from gui.views.preview_pane import PreviewPane


class ExportFlow(QObject):
    """Has the visible rows written to a new file beside the report. GUI thread; `interrupt()` from any."""

    export_requested = Signal(ExportJob)

    def __init__(self, pane: PreviewPane, table: ReportTable) -> None:
        super().__init__(pane)
        self._pane = pane
        self._table = table
        self._opened: OpenedReport | None = None
        self._job: ExportJob | None = None
        self._token = 0

    @Slot()
    def end(self) -> None:
        """Serve no report; cancel an export under way."""
        self.interrupt()
        if self._job:
            self._pane.show_export_problem("")
        self._opened = self._job = None

    @Slot(object)
    def begin(self, opened: OpenedReport) -> None:
        """Serve a report whose index is complete."""
        self._opened = opened

    @Slot()
    def interrupt(self) -> None:
        """Cancel the export under way."""
        job = self._job
        if job:
            job.cancelled.set()

    @Slot(object)
    def on_export_requested(self, form: ExportForm) -> None:
        """Export the visible rows in their order."""
        if self._opened is None or (self._job and not self._job.cancelled.is_set()):
            return
        table, self._token = self._table, self._token + 1
        header = table.header_row.cells if table.header_row else None
        if form.names_all_columns:
            header = tuple(table.names())
        self._job = ExportJob(self._opened, form, header, table.row_order.rows, table.header_rows, self._token)
        self._pane.show_exporting(0, 1)
        self.export_requested.emit(self._job)

    @Slot(object)
    def on_progressed(self, progress: WorkProgress) -> None:
        """Show how far the export is."""
        if self._job and progress.token == self._job.token:
            self._pane.show_exporting(progress.done, progress.total)

    @Slot(object)
    def on_done(self, done: ExportDone) -> None:
        """Show where the rows are."""
        if self._job and done.token == self._job.token:
            self._job = None
            self._pane.show_exported(done.path, done.exported)

    @Slot(object)
    def on_failed(self, failed: ReportFailed) -> None:
        """Show why there is no file."""
        if self._job and failed.token == self._job.token:
            folder = self._job.opened.path.parent
            self._job = None
            self._pane.show_export_problem(export_sentence(failed.error, folder))
