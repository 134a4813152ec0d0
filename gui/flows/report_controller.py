"""The report on screen, of which the rest of the program knows no more than this.

What it needs takes as long to import as all else together, and as much memory. That begins once a task is selected
or a download begins: a thread imports numpy and what reads reports, then the GUI thread the views, one at a time, so
that it never stands still. (Two threads that make Qt's classes for Python at once crash.) Whoever opens a report
before all is there waits for the rest.
"""

from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.signals import Signal
from gui.views.main_window import MainWindow
from gui.workers.local_store import FileOnDisk
from gui.workers.transfer import JobProgress

if TYPE_CHECKING:
    from gui.flows.report_parts import ReportParts

ENGINE = (
    "gui.report.query_engine",
    "gui.report.exporting.export",
    "gui.report.reading.row_access",
    "gui.report.reading.index_cache",
)
"""Know nothing of Qt."""
VIEWS = (
    *("gui.views.report_view", "gui.views.report_filters", "gui.views.query_controls", "gui.views.preview_pane"),
    "gui.flows.report_parts",
)


class ReportController(QObject):
    """Has the parts that show reports imported and made, and reports opened by them. GUI thread."""

    _imported = Signal()

    def __init__(self, window: MainWindow, make_parts: "Callable[[], ReportParts]") -> None:
        super().__init__(window)
        self._window = window
        self._make_parts = make_parts
        self._parts: ReportParts | None = None
        self._stopped = False
        self._import: Thread | None = None
        self._to_import = iter(VIEWS)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_idle)
        self._imported.connect(self.on_imported)

    @property
    def parts(self) -> "ReportParts":
        """What shows reports, made at the first call."""
        if self._parts is None:
            self._parts = self._make_parts()
        return self._parts

    @Slot()
    def prepare(self) -> None:
        """Get ready for the first report, in the background; does nothing more at the next call."""
        if self._import is None and not self._stopped:
            self._import = Thread(target=self._import_engine, name="import")
            self._import.start()

    @Slot()
    def on_choice_changed(self) -> None:
        """Get ready: somebody who selects a task may well want its report."""
        if self._window.view.selected_task():
            self.prepare()

    @Slot()
    def on_imported(self) -> None:
        """Go on with the views."""
        if not self._stopped:
            self._timer.start()

    @Slot(object)
    def open(self, file: FileOnDisk) -> None:
        """Show a report."""
        self.parts.previews.open(file)

    @Slot(object)
    def follow(self, progress: JobProgress) -> None:
        """Show a report while it comes in."""
        self.parts.previews.follow(progress)

    @Slot()
    def close(self) -> None:
        """Show no report."""
        if self._parts:
            self._parts.previews.close()

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
        """Import one more view; make the parts behind the last."""
        if (name := next(self._to_import, None)) is not None:
            import_module(name)
        else:
            self._timer.stop()
            _ = self.parts

    def _import_engine(self) -> None:
        for name in ENGINE:
            import_module(name)
        self._imported.emit()
