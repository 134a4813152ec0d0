"""What is said between the threads that read a report and those that show it."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportError
from gui.report.exporting.export import Exported, ExportForm
from gui.report.parsing.rows import Row
from gui.report.reading.report import Report
from gui.report.reading.row_numbers import RowNumbers
from gui.report.row_order import RowOrder
from gui.report.row_query import Condition, Group, RowQuery, Summary


@dataclass(frozen=True, eq=False)
class OpenReport:
    """Asks for a report, read as `dialect` says or as detected.

    `token` names it in everything that is said of it later; `cancelled` may be set from any thread.
    """

    path: Path
    dialect: Dialect | None
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True, eq=False)
class FollowReport:
    """Asks for a report while it is being written; `lock` is held when `part` is renamed to `target`."""

    part: Path
    target: Path
    lock: Lock
    dialect: Dialect | None
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class Growth:
    """So many bytes of a report that is followed are there."""

    token: int
    size_bytes: int


@dataclass(frozen=True)
class Settled:
    """A report that is followed is whole, under its own name."""

    token: int


@dataclass(frozen=True, eq=False)
class OpenedReport:
    """A report is open; `first_rows` begin with the file's first row, also where the header is below it."""

    token: int
    report: Report

    @property
    def path(self) -> Path:
        """The file."""
        return self.report.path

    @property
    def dialect(self) -> Dialect:
        """How it is read."""
        return self.report.dialect

    @property
    def first_rows(self) -> tuple[Row, ...]:
        """What can be shown at once; empty for an empty file only."""
        return self.report.first_rows


@dataclass(frozen=True)
class IndexProgress:
    """How far a report has been gone through; rows are those of the file, the header and what is above it included.

    `columns` is the number of cells of the longest row so far.
    """

    token: int
    rows: int
    defective: int
    columns: int
    read_bytes: int
    total_bytes: int
    done: bool


@dataclass(frozen=True)
class ReportFailed:
    """A report cannot be read any more."""

    token: int
    error: ReportError


@dataclass(frozen=True, eq=False)
class PageRequest:
    """Asks for rows of the file from `first_row` on, counted from the file's first row as 0.

    Where `numbers` are given, it is for the file's rows of these numbers instead, and `first_row` is the place of
    the first of them among those shown. `generation` counts what has been shown.
    """

    opened: OpenedReport
    first_row: int
    count: int
    generation: int = 0
    numbers: RowNumbers | None = None


@dataclass(frozen=True)
class Page:
    """The rows that a `PageRequest` was for."""

    token: int
    first_row: int
    rows: tuple[Row, ...]
    generation: int = 0


@dataclass(frozen=True, eq=False)
class RunQuery:
    """A query about a report whose index is complete; `token` names it, `cancelled` may be set from any thread."""

    opened: OpenedReport
    query: RowQuery
    header_rows: int
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class QueryResult:
    """What is to be shown now."""

    token: int
    row_order: RowOrder


@dataclass(frozen=True, eq=False)
class RunSummary:
    """Asks for a group's categories, counted over the rows that meet all conditions."""

    opened: OpenedReport
    group: Group
    conditions: tuple[Condition, ...]
    header_rows: int
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class SummaryResult:
    """The answer to `RunSummary`."""

    token: int
    summary: Summary


@dataclass(frozen=True)
class WorkProgress:
    """How far long work on a report is."""

    token: int
    done: int
    total: int


@dataclass(frozen=True, eq=False)
class ExportJob:
    """Asks for rows in a new file of another form, beside the report; all rows where `numbers` is None."""

    opened: OpenedReport
    form: ExportForm
    header: tuple[str, ...] | None
    numbers: RowNumbers | None
    header_rows: int
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class ExportDone:
    """The rows are in the file."""

    token: int
    path: Path
    exported: Exported
