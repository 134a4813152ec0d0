"""Exports rows of the report on screen."""

import re
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gui.flows.preferences import Preferences
from gui.models.report_table import ReportTable
from gui.report.messages import ExportDone, ExportJob, OpenedReport, ReportFailed, WorkProgress
from gui.report.row_order import RowOrder
from gui.signals import Signal
from gui.storage.downloads import free_target, safe_file_name
from gui.views.error_text import export_sentence
from gui.views.export_button import ExportRequest, ExportScope
from gui.views.export_name import export_stem, rows_described
from gui.views.preview_pane import PreviewPane
from gui.views.questions import ask_export_target

_SEPARATORS = re.compile(r"[/\\]")


class ExportFlow(QObject):
    """Asks for a file and has rows written to it. GUI thread; `interrupt()` from any."""

    export_requested = Signal(ExportJob)

    def __init__(self, pane: PreviewPane, table: ReportTable, preferences: Preferences) -> None:
        super().__init__(pane)
        self._pane = pane
        self._table = table
        self._preferences = preferences
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
    def on_export_requested(self, request: ExportRequest) -> None:
        """Ask where to save the rows, and export them: those shown in their order, all of them in the file's."""
        opened, rows = self._opened, RowOrder() if request.scope is ExportScope.ALL else self._table.row_order
        if opened is None or (self._job and not self._job.cancelled.is_set()):
            return

        def save(target: Path) -> None:
            if opened is self._opened:
                self.save(request, rows, target)

        ask_export_target(self._pane, self._suggested(opened.path, request, rows), save)

    def save(self, request: ExportRequest, rows: RowOrder, target: Path) -> None:
        """Have rows written to a file, which may be replaced; the report itself never is."""
        if self._opened is None:
            return
        form, table, self._token = request.form, self._table, self._token + 1
        replaces = target.exists()
        if target.suffix.lower() != form.extension:
            target, replaces = target.with_name(target.name + form.extension), False
        if replaces and target.samefile(self._opened.path):
            self._pane.show_export_problem(self.tr("This is the report itself. Please choose another name."))
            return
        self._preferences.change(export_folder=str(target.parent))
        header = table.header_row.cells if table.header_row else None
        if form.names_all_columns:
            header = tuple(table.names())
        self._job = ExportJob(
            self._opened, form, header, rows.rows, table.header_rows, target, self._token, replaces, request.places
        )
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
            folder = self._job.target.parent
            self._job = None
            self._pane.show_export_problem(export_sentence(failed.error, folder))

    def _suggested(self, report: Path, request: ExportRequest, rows: RowOrder) -> Path:
        """Return a path that nothing has yet: beside the report, or where the last export was saved."""
        folder = Path(self._preferences.settings.export_folder or report.parent)
        what = rows_described(rows.conditions, self._table.names())
        if request.scope is ExportScope.SELECTED:
            what = self.tr("selection")
        name = _SEPARATORS.sub("_", export_stem(report.stem, what or request.form.note) + request.form.extension)
        return free_target(folder if folder.is_dir() else report.parent, safe_file_name(name, report.name))
