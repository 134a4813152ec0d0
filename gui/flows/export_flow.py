"""Rows of the report on screen, taken to other programs."""

import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gui.models.report_table import ReportTable
from gui.report.errors import Reason
from gui.report.export import ExportForm
from gui.report.messages import ExportDone, ExportJob, OpenedReport, ReportFailed, WorkProgress
from gui.views.error_text import sentence
from gui.views.preview_pane import PreviewPane
from gui.workers.export import Exporter


class ExportFlow(QObject):
    """Has the rows shown written to a new file beside the report. GUI thread; `interrupt()` from any."""

    _export = Signal(object)

    def __init__(self, pane: PreviewPane, table: ReportTable, exporter: Exporter) -> None:
        super().__init__(pane)
        self._pane = pane
        self._table = table
        self._opened: OpenedReport | None = None
        self._job: ExportJob | None = None
        self._token = 0
        pane.export_requested.connect(self.on_export_requested)
        pane.export_cancelled.connect(self.interrupt)
        self._export.connect(exporter.export)
        exporter.progressed.connect(self.on_progressed)
        exporter.done.connect(self.on_done)
        exporter.failed.connect(self.on_failed)

    @Slot()
    def end(self) -> None:
        """Serve no report; an export under way is given up."""
        self.interrupt()
        self._opened = self._job = None

    @Slot(object)
    def begin(self, opened: OpenedReport) -> None:
        """Serve a report whose index is complete."""
        self._opened = opened

    @Slot()
    def interrupt(self) -> None:
        """End what is under way, now."""
        job = self._job
        if job:
            job.cancelled.set()

    @Slot(object)
    def on_export_requested(self, form: ExportForm) -> None:
        """Have the rows shown written, in their order."""
        if self._opened is None or self._job:
            return
        table, self._token = self._table, self._token + 1
        header = tuple(table.names()) if table.header_rows or form is ExportForm.XLSX else None
        target = _free_target(self._opened.path, form)
        self._job = ExportJob(
            self._opened, form, target, header, table.arrangement.rows, table.header_rows, self._token
        )
        self._pane.show_exporting(0, 1)
        self._export.emit(self._job)

    @Slot(object)
    def on_progressed(self, progress: WorkProgress) -> None:
        """Show how far it is."""
        if self._job and progress.token == self._job.token:
            self._pane.show_exporting(progress.done, progress.total)

    @Slot(object)
    def on_done(self, done: ExportDone) -> None:
        """Say where the rows are."""
        if self._job and done.token == self._job.token:
            self._job = None
            self._pane.show_exported(done.path, done.exported)

    @Slot(object)
    def on_failed(self, failed: ReportFailed) -> None:
        """Say why there is no file."""
        if self._job and failed.token == self._job.token:
            self._job = None
            cancelled = failed.error.reason is Reason.CANCELLED
            self._pane.show_export_problem("" if cancelled else sentence(failed.error, ""))


def _free_target(report: Path, form: ExportForm) -> Path:
    number = 1
    while True:
        stem = report.stem if number == 1 else f"{report.stem} ({number})"
        target = report.with_name(stem + form.value)
        if not os.path.lexists(target):
            return target
        number += 1
