"""Queries about a report (search, filters, sorting, summaries) in a thread of their own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from gui.report.errors import ReportError
from gui.report.messages import (
    OpenedReport,
    QueryResult,
    ReportFailed,
    RunQuery,
    RunSummary,
    SummaryResult,
    WorkProgress,
)
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.signals import Signal
from gui.workers.progress import throttled_monitor
from gui.workers.unforeseen import report_errors_to


class Queries(QObject):
    """Answers queries about one report at a time. Lives in a thread of its own.

    A slot runs as long as its query takes; setting the query's `cancelled` event ends it, from any thread, and nothing
    is emitted for it afterwards.
    """

    answered = Signal(QueryResult)
    summarised = Signal(SummaryResult)
    progressed = Signal(WorkProgress)
    """At most ten times a second."""
    failed = Signal(ReportFailed)
    """Carries the query's token."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedReport | None = None
        self._engine: QueryEngine | None = None

    @Slot(object)
    def run(self, wanted: RunQuery) -> None:
        """Filter, sort and search the rows."""

        def work(engine: QueryEngine, monitor: ProgressMonitor) -> None:
            row_order = engine.arrange(wanted.query, wanted.header_rows, monitor)
            if not wanted.cancelled.is_set():
                self.answered.emit(QueryResult(wanted.token, row_order))

        self._answer(wanted, work)

    @Slot(object)
    def summarise(self, wanted: RunSummary) -> None:
        """Count the rows of each category."""

        def work(engine: QueryEngine, monitor: ProgressMonitor) -> None:
            summary = engine.summary(wanted.group, wanted.conditions, wanted.header_rows, monitor)
            if not wanted.cancelled.is_set():
                self.summarised.emit(SummaryResult(wanted.token, summary))

        self._answer(wanted, work)

    @Slot()
    def forget(self) -> None:
        """Forget the report and all results cached for it."""
        self._opened = self._engine = None

    def _answer(self, wanted: RunQuery | RunSummary, work: Callable[[QueryEngine, ProgressMonitor], None]) -> None:
        with report_errors_to(lambda error: self._fail(wanted, error)):
            try:
                if self._engine is None or wanted.opened is not self._opened:
                    self._opened, self._engine = wanted.opened, QueryEngine(wanted.opened.report)
                work(self._engine, throttled_monitor(wanted.token, wanted.cancelled, self.progressed.emit))
            except ReportError:
                raise
            except Exception:
                self.forget()  # cached results may be incomplete
                raise

    def _fail(self, wanted: RunQuery | RunSummary, error: ReportError) -> None:
        if not wanted.cancelled.is_set():
            self.failed.emit(ReportFailed(wanted.token, error))
