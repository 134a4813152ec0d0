"""All that a report on screen needs: flows, workers, and what connects them."""

from pathlib import Path

from PySide6.QtCore import QObject

from gui.flows.export_flow import ExportFlow
from gui.flows.preview_flow import PreviewFlow
from gui.flows.query_flow import QueryFlow
from gui.report.detecting.saved_dialects import SavedDialects
from gui.report.reading.index_cache import IndexCache
from gui.threads import WorkerThreads
from gui.views.main_window import MainWindow
from gui.workers.export import Exporter
from gui.workers.local_store import LocalStore
from gui.workers.pages import Pages
from gui.workers.queries import Queries
from gui.workers.scan import Scan


class ReportDesk(QObject):
    """Previews a report, answers what is asked of it, exports it. GUI thread."""

    def __init__(self, window: MainWindow, local_store: LocalStore, threads: WorkerThreads, index_folder: Path) -> None:
        super().__init__(window)
        scan, pages = Scan(IndexCache(index_folder), SavedDialects(index_folder / "readings.json")), Pages()
        self.queries, self.exporter = Queries(), Exporter()
        self.previews = PreviewFlow(window, scan, pages, local_store)
        pane, table = self.previews.pane, self.previews.table
        self._questions = QueryFlow(pane, table, self.queries)
        self._exports = ExportFlow(pane, table, self.exporter)
        for flow in (self._questions, self._exports):
            self.previews.completed.connect(flow.begin)
            self.previews.left.connect(flow.end)
        for worker in (scan, pages, self.queries, self.exporter):
            threads.adopt(worker)
