"""Scans a whole report: long work in a thread of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Slot

from gui.report.detecting.dialect import UTF_16
from gui.report.detecting.saved_dialects import SavedDialects
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import GrowingFile, StableFile
from gui.report.messages import FollowReport, Growth, IndexProgress, OpenedReport, OpenReport, ReportFailed, Settled
from gui.report.reading.index_cache import IndexCache
from gui.report.reading.report import HEAD_BYTES, Report
from gui.signals import Signal
from gui.workers.throttle import Throttle
from gui.workers.unforeseen import report_errors_to


class Scan(QObject):
    """Opens one report at a time and counts its rows. Lives in a thread of its own.

    A slot runs as long as the file takes; setting `OpenReport.cancelled` ends it, from any thread and at any time, and
    nothing is emitted for the request afterwards.
    """

    opened = Signal(OpenedReport)
    """Emitted once the first rows are read."""
    indexed = Signal(IndexProgress)
    """At most ten times a second; `done` is True in the last one."""
    failed = Signal(ReportFailed)

    def __init__(self, index_cache: IndexCache | None = None, saved_dialects: SavedDialects | None = None) -> None:
        super().__init__()
        self._index_cache = index_cache
        self._saved_dialects = saved_dialects
        self._report: Report | None = None
        self._request: OpenReport | FollowReport | None = None
        self._growing: GrowingFile | None = None

    @Slot(object)
    def open(self, request: OpenReport) -> None:
        """Open a report in place of the previous one, then index it."""
        self.close()
        self._request = request
        with self._told(request):
            self._open(request, StableFile(request.path))

    @Slot(object)
    def follow(self, request: FollowReport) -> None:
        """Open a report that is still being written, once some of it is there, in place of the previous one."""
        self.close()
        self._request, self._growing = request, GrowingFile(request.part, request.target, request.lock)

    @Slot(object)
    def advance(self, growth: Growth) -> None:
        """Index what has been added to the followed report."""
        request, file = self._request, self._growing
        if request and file and request.token == growth.token:
            file.grow(growth.size_bytes)
            if file.size_bytes >= HEAD_BYTES:
                with self._told(request):
                    self._open(request, file)

    @Slot(object)
    def settle(self, settled: Settled) -> None:
        """Finish the followed report: it is complete and has its final name."""
        request, file = self._request, self._growing
        if request and file and request.token == settled.token:
            with self._told(request):
                file.settle()
                if self._report and request.dialect is None and not self._report.settle(self._index_cache):
                    self._report = None
                self._open(request, file)

    @Slot()
    def close(self) -> None:
        """Close the report; nothing can be read from it afterwards."""
        if self._report:
            self._report.close()
        self._report = self._request = self._growing = None

    @contextmanager
    def _told(self, request: OpenReport | FollowReport) -> Iterator[None]:
        def fail(error: ReportError) -> None:
            if error.kind is ReportErrorKind.INTERNAL:
                self._request = self._growing = None
            if not request.cancelled.is_set():
                self.failed.emit(ReportFailed(request.token, error))

        with report_errors_to(fail):
            yield

    def _open(self, request: OpenReport | FollowReport, file: StableFile) -> None:
        """Open the report if it is not open yet, and index what is there of it."""
        if request.cancelled.is_set():
            return
        if self._report is None:
            report = Report(file, request.dialect, request.cancelled, self._index_cache, self._saved_dialects)
            if not file.whole and (report.dialect.encoding == UTF_16 or not report.first_rows):
                report.close()
                return
            self._report = report
            self.opened.emit(OpenedReport(request.token, report))
        self._index(request, self._report)

    def _index(self, request: OpenReport | FollowReport, report: Report) -> None:
        throttle = Throttle()
        for read_bytes in report.scan():
            if request.cancelled.is_set():
                return
            if read_bytes < report.size_bytes and throttle.due() is not None:
                self._tell(request, report, read_bytes)
        self._tell(request, report, report.size_bytes)

    def _tell(self, request: OpenReport | FollowReport, report: Report, read_bytes: int) -> None:
        index, done = report.index, report.whole and read_bytes == report.size_bytes
        self.indexed.emit(
            IndexProgress(
                request.token, index.rows, index.defective, index.columns, read_bytes, report.size_bytes, done
            )
        )
