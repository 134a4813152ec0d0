"""Loads what shows reports, on first use.

numpy and the views of reports take as long to import as everything else together, and as much memory. Importing starts
when a task is selected or a download begins: first numpy and the report engine in a thread, then the views in the GUI
thread, one at a time so that it never blocks for long. (Two threads that create Qt classes for Python at the same time
crash.) Opening a report earlier waits for the rest.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.signals import Signal
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeAction, NoticeKind
from gui.views.questions import ask_files
from gui.workers.local_store import FileOnDisk, FoundFiles
from gui.workers.transfer import JobProgress

if TYPE_CHECKING:
    from gui.flows.report_parts import ReportParts

ENGINE = (
    "gui.report.query_engine",
    "gui.report.exporting.export",
    "gui.report.reading.row_access",
    "gui.report.reading.index_cache",
)
"""None of these imports Qt."""
VIEWS = (
    *("gui.views.report_view", "gui.views.report_filters", "gui.views.query_controls", "gui.views.preview_pane"),
    "gui.flows.report_parts",
)


class ReportController(QObject):
    """Imports and creates the parts that show reports, and opens reports with them. GUI thread."""

    find_requested: "Signal[tuple[Path, ...]]" = Signal(object)
    """Files that the user wants to open."""
    _imported = Signal()

    def __init__(self, window: MainWindow, make_parts: "Callable[[], ReportParts]") -> None:
        super().__init__(window)
        self._window = window
        self._make_parts: Callable[[], ReportParts] | None = make_parts
        self._parts: ReportParts | None = None
        self._folder = Path.home()
        self._waiting: list[FileOnDisk] = []
        self._missing, self._next = (window.notices.add_notice() for _ in range(2))
        self._stopped = False
        self._import: Thread | None = None
        self._to_import = iter(VIEWS)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_idle)
        self._imported.connect(self.on_imported)

    def parts(self) -> "ReportParts":
        """Return what shows reports, created by the first call; not to be called after `stop()`."""
        if self._parts is None:
            assert self._make_parts
            self._parts = self._make_parts()
        return self._parts

    @property
    def shows_report(self) -> bool:
        """Whether a report is on screen."""
        return self._parts is not None and self._parts.previews.pane.isVisible()

    @Slot()
    def prepare(self) -> None:
        """Start importing in the background; later calls do nothing."""
        if self._import is None and not self._stopped:
            self._import = Thread(target=self._import_engine, name="import")
            self._import.start()

    @Slot()
    def on_choice_changed(self) -> None:
        """Prepare: a user who selects a task may well want its report."""
        if self._window.view.selected_task():
            self.prepare()

    @Slot()
    def on_imported(self) -> None:
        """Continue with the views."""
        if not self._stopped:
            self._timer.start()

    @Slot(object)
    def open(self, file: FileOnDisk) -> None:
        """Show a report."""
        if not self._stopped:
            self.parts().previews.open(file)

    @Slot()
    def on_open_requested(self) -> None:
        """Ask which files to open."""
        ask_files(self._window, self._folder, self.open_files)

    @Slot(object)
    def open_files(self, paths: tuple[Path, ...]) -> None:
        """Open files from anywhere on this computer; they are only read."""
        self.prepare()
        self.find_requested.emit(paths)

    @Slot(object)
    def on_files_found(self, found: FoundFiles) -> None:
        """Show the first file and offer the others one by one; say which are not there."""
        self._missing.clear()
        if found.missing:
            names = ", ".join(map(str, found.missing))
            self._missing.show(self.tr("No such file: {names}").format(names=names), NoticeKind.WARNING)
        if found.files and not self._stopped:
            self._waiting = list(found.files)
            self._open_next()

    def _open_next(self) -> None:
        file, *self._waiting = self._waiting
        self._folder = file.download.path.parent
        self.open(file)
        if self._waiting:
            text = self.tr("Also to be opened: {name}").format(name=self._waiting[0].download.path.name)
            self._next.show(text, NoticeKind.INFO, NoticeAction(self.tr("Open"), self._open_next))
        else:
            self._next.clear()

    @Slot(object)
    def follow(self, progress: JobProgress) -> None:
        """Show a report while it arrives."""
        if not self._stopped:
            self.parts().previews.follow(progress)

    @Slot()
    def on_account_changed(self) -> None:
        """Close the report, unless it belongs to no account."""
        if self._parts and not self._parts.previews.is_foreign:
            self.close()

    def close(self) -> None:
        """Close the report."""
        if self._parts:
            self._parts.previews.close()

    def stop(self) -> None:
        """Close the report and import no more, for shutdown."""
        self._stopped = True
        self._timer.stop()
        self._make_parts = None
        self.close()

    def end(self, within_s: float) -> bool:
        """Wait for the import thread; return False if it needs more than `within_s` real seconds."""
        if self._import:
            self._import.join(within_s)
        return self._import is None or not self._import.is_alive()

    @Slot()
    def _on_idle(self) -> None:
        """Import one more view; create the parts after the last one."""
        if (name := next(self._to_import, None)) is not None:
            import_module(name)
        else:
            self._timer.stop()
            self.parts()

    def _import_engine(self) -> None:
        for name in ENGINE:
            import_module(name)
        self._imported.emit()
