"""Reports on screen, of which the rest of the program knows no more than this.

What they need takes as long to import as all else together, and as much memory. That begins once a task is selected
or a download begins: a thread imports numpy and what reads reports, then the GUI thread the views, one at a time, so
that it never stands still. (Two threads that make Qt's classes for Python at once crash.) Whoever opens a report
before all is there waits for the rest.
"""

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.signals import Signal
from gui.threads import WorkerThreads
from gui.views.main_window import MainWindow
from gui.workers.local_store import FileOnDisk, LocalStore
from gui.workers.transfer import Job, JobDone, JobProgress

if TYPE_CHECKING:
    from gui.flows.report_desk import ReportDesk

ENGINE = (
    "gui.report.query_engine",
    "gui.report.exporting.export",
    "gui.report.reading.row_access",
    "gui.report.reading.index_cache",
)
"""Know nothing of Qt."""
VIEWS = (
    *("gui.views.report_view", "gui.views.report_filters", "gui.views.query_controls", "gui.views.preview_pane"),
    "gui.flows.report_desk",
)


class Reports(QObject):
    """Shows one report at a time. GUI thread."""

    opened_changed = Signal(bool)
    """whether a report is on screen"""
    failed = Signal()
    """the file on screen cannot be read any more"""
    open_outside_requested = Signal(Path)
    show_in_folder_requested = Signal(Path)
    download_again_requested = Signal(Path)

    _imported = Signal()

    def __init__(self, window: MainWindow, local_store: LocalStore, threads: WorkerThreads, index_folder: Path) -> None:
        super().__init__(window)
        self._window, self._local_store, self._threads, self._index_folder = window, local_store, threads, index_folder
        self._desk: ReportDesk | None = None
        self._stopped = False
        self._import: Thread | None = None
        self._to_import = iter(VIEWS)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_idle)
        self._imported.connect(self.on_imported)

    def desk(self) -> "ReportDesk":
        """Return where reports are read, made at the first call."""
        if self._desk is None:
            from gui.flows.report_desk import ReportDesk  # noqa: PLC0415 - the reason for this module

            self._desk = desk = ReportDesk(self._window, self._local_store, self._threads, self._index_folder)
            desk.previews.opened_changed.connect(self.opened_changed)
            desk.previews.failed.connect(self.failed)
            desk.previews.open_outside_requested.connect(self.open_outside_requested)
            desk.previews.download_again_requested.connect(self.download_again_requested)
            desk.previews.pane.show_in_folder_requested.connect(self.show_in_folder_requested)
        return self._desk

    @Slot()
    def prepare(self) -> None:
        """Get ready for the first report, in the background; does nothing more at the next call."""
        if self._import is None and not self._stopped:
            self._import = Thread(target=self._import_engine, name="import")
            self._import.start()

    @Slot()
    def on_imported(self) -> None:
        """Go on with the views."""
        if not self._stopped:
            self._timer.start()

    @Slot(object)
    def open(self, file: FileOnDisk) -> None:
        """Show a report."""
        self.desk().previews.open(file)

    @Slot(object)
    def follow(self, progress: JobProgress) -> None:
        """Show a report while it comes in."""
        self.desk().previews.follow(progress)

    @Slot(object)
    def on_done(self, done: JobDone) -> None:
        """Take note that a report is whole; to be told before it is opened."""
        if self._desk:
            self._desk.previews.on_done(done)

    @Slot(object)
    def on_broken_off(self, job: Job) -> None:
        """Keep the rows of a report whose rest will not come."""
        if self._desk:
            self._desk.previews.on_broken_off(job)

    @Slot()
    def close(self) -> None:
        """Show no report."""
        if self._desk:
            self._desk.previews.close()

    def stop(self) -> None:
        """Show no report any more; for leaving."""
        self._stopped = True
        self._timer.stop()
        self.close()

    def end(self, within_s: float) -> bool:
        """Wait for what is being imported; False where that needs more real seconds."""
        if self._import:
            self._import.join(within_s)
        return self._import is None or not self._import.is_alive()

    @Slot()
    def _on_idle(self) -> None:
        """Import one more view; make the desk behind the last."""
        if (name := next(self._to_import, None)) is not None:
            import_module(name)
        else:
            self._timer.stop()
            self.desk()

    def _import_engine(self) -> None:
        for name in ENGINE:
            import_module(name)
        self._imported.emit()
