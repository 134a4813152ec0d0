"""Writes rows of a report to files of other formats."""

from itertools import chain

from PySide6.QtCore import QObject, Slot

from gui.report.exporting.export import export
from gui.report.messages import ExportDone, ExportJob, ReportFailed, WorkProgress
from gui.report.reading.row_access import batches
from gui.report.reading.row_numbers import rows_at_places
from gui.signals import Signal
from gui.workers.progress import throttled_monitor
from gui.workers.unforeseen import report_errors_to


class Exporter(QObject):
    """Runs one export at a time, in a thread of its own. Setting a job's `cancelled` event ends it, from any thread."""

    progressed = Signal(WorkProgress)
    """At most ten times a second."""
    done = Signal(ExportDone)
    failed = Signal(ReportFailed)
    """Carries the job's token; emitted for cancelled jobs too."""

    @Slot(object)
    def export(self, job: ExportJob) -> None:
        """Write the rows of a job to its target."""
        with report_errors_to(lambda error: self.failed.emit(ReportFailed(job.token, error))):
            self.done.emit(self._export(job))

    def _export(self, job: ExportJob) -> ExportDone:
        report = job.opened.report
        numbers = rows_at_places(job.numbers, job.places, job.header_rows) if job.places else job.numbers
        count = report.index.rows - job.header_rows if numbers is None else len(numbers)
        monitor = throttled_monitor(job.token, job.cancelled, self.progressed.emit)
        rows = chain.from_iterable(batches(report, numbers, job.header_rows, monitor))
        exported = export(job.form, job.target, job.header, report.index.columns, rows, count, replaces=job.replaces)
        return ExportDone(job.token, exported.path, exported)
