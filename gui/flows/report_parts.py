"""What shows a report; imported only by `ReportController`, on first use."""

from pathlib import Path

from gui.flows.export_flow import ExportFlow
from gui.flows.preferences import Preferences
from gui.flows.preview_flow import PreviewFlow
from gui.flows.query_flow import QueryFlow
from gui.report.detecting.saved_dialects import SavedDialects
from gui.report.reading.index_cache import IndexCache
from gui.views.main_window import MainWindow
from gui.workers.export import Exporter
from gui.workers.pages import Pages
from gui.workers.queries import Queries
from gui.workers.scan import Scan


class ReportParts:
    """Creates the flows and workers of the report on screen; `wiring.wire_report_parts` connects them. GUI thread."""

    def __init__(self, window: MainWindow, preferences: Preferences, index_folder: Path) -> None:
        self.previews = PreviewFlow(window)
        self.questions = QueryFlow(self.previews.pane, self.previews.table)
        self.exports = ExportFlow(self.previews.pane, self.previews.table, preferences)
        self.scan = Scan(IndexCache(index_folder), SavedDialects(index_folder / "readings.json"))
        self.pages, self.queries, self.exporter = Pages(), Queries(), Exporter()
        self.workers = (self.scan, self.pages, self.queries, self.exporter)
