"""Reports on their way into files of other forms."""

from itertools import chain

from PySide6.QtCore import QObject, Slot

from gui.report.exporting.export import export
from gui.report.messages import ExportDone, ExportJob, ReportFailed, WorkProgress
from gui.report.reading.row_access import batches
from gui.signals import Signal
from gui.storage.downloads import free_target
from gui.workers.progress import throttled_monitor
from gui.workers.unforeseen import report_errors_to


class Exporter(QObject):
    """Does one export at a time. Lives in a thread of its own; setting a job's `cancelled` ends it, from any."""

    progressed = Signal(WorkProgress)
    """at most ten times a second"""
    done = Signal(ExportDone)
    failed = Signal(ReportFailed)
    """with the token of the job; also where it was cancelled"""

    @Slot(object)
    def export(self, job: ExportJob) -> None:
        """Write the rows that a job names to a file whose name is free."""
        with report_errors_to(lambda error: self.failed.emit(ReportFailed(job.token, error))):
            self.done.emit(self._export(job))

    def _export(self, job: ExportJob) -> ExportDone:
        report = job.opened.report
        target = free_target(report.path.parent, report.path.stem + job.form.extension)
        count = report.index.rows - job.header_rows if job.numbers is None else len(job.numbers)
        monitor = throttled_monitor(job.token, job.cancelled, self.progressed.emit)
        rows = chain.from_iterable(batches(report, job.numbers, job.header_rows, monitor))
        exported = export(job.form, target, job.header, report.index.columns, rows, count)
        return ExportDone(job.token, exported.path, exported)
