"""Queries about the report on screen: search, filters, order and summary."""

from PySide6.QtCore import QObject, Slot

from gui.models.report_table import ReportTable
from gui.report.messages import (
    OpenedReport,
    QueryResult,
    ReportFailed,
    RunQuery,
    RunSummary,
    SummaryResult,
    WorkProgress,
)
from gui.report.row_query import Group, RowQuery
from gui.signals import Signal
from gui.views.error_text import sentence
from gui.views.preview_pane import PreviewPane
from gui.views.report_filters import SummaryRequest


class QueryFlow(QObject):
    """Sends queries about one report; each cancels its predecessor. GUI thread; `interrupt()` from any."""

    query_requested = Signal(RunQuery)
    summary_requested = Signal(RunSummary)
    forget_requested = Signal()
    """The report is no longer on screen."""

    def __init__(self, pane: PreviewPane, table: ReportTable) -> None:
        super().__init__(pane)
        self._pane = pane
        self._table = table
        self._opened: OpenedReport | None = None
        self._running: RunQuery | None = None
        self._shown = RowQuery()
        self._wanted: dict[Group, RunSummary] = {}
        self._token = 0

    @Slot()
    def end(self) -> None:
        """Serve no report; cancel pending queries."""
        self.interrupt()
        self._opened, self._running, self._wanted = None, None, {}
        self._shown = RowQuery()
        self._pane.set_queries_enabled(False)
        self.forget_requested.emit()

    @Slot(object)
    def begin(self, opened: OpenedReport) -> None:
        """Serve a report whose index is complete."""
        self._opened = opened
        self._pane.set_queries_enabled(True)

    def interrupt(self) -> None:
        """Cancel pending queries."""
        for asked in self._pending():
            asked.cancelled.set()

    @Slot(object)
    def on_query_changed(self, query: RowQuery) -> None:
        """Request the rows that match the query, in its order."""
        if self._running:
            self._running.cancelled.set()
        if self._opened:
            self._token += 1
            self._running = RunQuery(self._opened, query, self._table.header_rows, self._token)
            self.query_requested.emit(self._running)

    @Slot(object)
    def on_summary_wanted(self, wanted: SummaryRequest) -> None:
        """Request counts. Two groups may be pending, one for the summary and one for a filter; the latest count."""
        if self._opened is None:
            return
        group, self._token = wanted.group, self._token + 1
        for given_up in [group] if group in self._wanted else list(self._wanted)[:-1]:
            self._wanted.pop(given_up).cancelled.set()
        asked = RunSummary(self._opened, group, wanted.conditions, self._table.header_rows, self._token)
        self._wanted[group] = asked
        self.summary_requested.emit(asked)

    @Slot(object)
    def on_answered(self, answered: QueryResult) -> None:
        """Show the rows."""
        if self._running and answered.token == self._running.token:
            self._shown = self._running.query
            self._table.set_row_order(answered.row_order)
            self._pane.show_row_order(answered.row_order)

    @Slot(object)
    def on_summarised(self, summarised: SummaryResult) -> None:
        """Show the counts."""
        if self._is_pending(summarised.token):
            del self._wanted[summarised.summary.group]
            self._pane.show_summary(summarised.summary)

    @Slot(object)
    def on_progressed(self, progress: WorkProgress) -> None:
        """Show how far the latest query is."""
        if self._running and progress.token == self._running.token:
            query, shown = self._running.query, self._shown
            sorting = query.sorting is not None and query.sorting != shown.sorting
            old = sorting or query.conditions != shown.conditions
            self._pane.show_query_progress(progress.done, progress.total, sorting=sorting, old_rows=old)
        elif self._is_pending(progress.token):
            self._pane.show_query_progress(progress.done, progress.total)

    @Slot(object)
    def on_failed(self, failed: ReportFailed) -> None:
        """Show why a query failed."""
        if self._is_pending(failed.token):
            self._pane.show_query_problem(sentence(failed.error, ""))

    def _pending(self) -> list[RunQuery | RunSummary]:
        return [*([self._running] if self._running else []), *self._wanted.values()]

    def _is_pending(self, token: int) -> bool:
        return any(asked.token == token for asked in self._pending())
