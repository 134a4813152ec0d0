"""Messages between the threads that read a report and the thread that shows it."""

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
    """Asks to open a report, to be read as `dialect` says or as detected.

    `token` identifies it in every later message; `cancelled` may be set from any thread.
    """

    path: Path
    dialect: Dialect | None
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True, eq=False)
class FollowReport:
    """Asks to open a report that is still being written; `lock` is held while `part` is renamed to `target`."""

    part: Path
    target: Path
    lock: Lock
    dialect: Dialect | None
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class Growth:
    """So many bytes of a report that is being followed have been written."""

    token: int
    size_bytes: int


@dataclass(frozen=True)
class Settled:
    """A report that is being followed is complete and has its own name."""

    token: int


@dataclass(frozen=True, eq=False)
class OpenedReport:
    """A report is open; `first_rows` begin with the first row of the file, even if the header is below it."""

    token: int
    report: Report

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self.report.path

    @property
    def dialect(self) -> Dialect:
        """How it is being read."""
        return self.report.dialect

    @property
    def first_rows(self) -> tuple[Row, ...]:
        """Rows that can be shown at once; empty only for an empty file."""
        return self.report.first_rows


@dataclass(frozen=True)
class IndexProgress:
    """How far the index of a report is. Rows are all rows of the file, the header and those above it included.

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
    """A report cannot be read, or what was asked for has failed."""

    token: int
    error: ReportError


@dataclass(frozen=True, eq=False)
class PageRequest:
    """Asks for `count` rows of the file from `first_row` on, counted from the first row of the file as 0.

    With `numbers` it asks for the rows with these numbers instead, and `first_row` is the index of the first of them
    among the rows shown. `generation` grows whenever other rows are shown.
    """

    opened: OpenedReport
    first_row: int
    count: int
    generation: int = 0
    numbers: RowNumbers | None = None


@dataclass(frozen=True)
class Page:
    """The answer to `PageRequest`."""

    token: int
    first_row: int
    rows: tuple[Row, ...]
    generation: int = 0


@dataclass(frozen=True, eq=False)
class RunQuery:
    """Asks a query about a report with a complete index; `token` identifies the query."""

    opened: OpenedReport
    query: RowQuery
    header_rows: int
    token: int
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class QueryResult:
    """The answer to `RunQuery`."""

    token: int
    row_order: RowOrder


@dataclass(frozen=True, eq=False)
class RunSummary:
    """Asks for the categories of a group, counted over the rows that meet all conditions."""

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
    """How far long work on a report is, in its own units."""

    token: int
    done: int
    total: int


@dataclass(frozen=True, eq=False)
class ExportJob:
    """Asks to write rows to a file in another form; `numbers` is None for all rows.

    With `places` only the rows that stand there are written, counted from 0 in the order of `numbers`. A file that is
    there is replaced only if `replaces` is set.
    """

    opened: OpenedReport
    form: ExportForm
    header: tuple[str, ...] | None
    numbers: RowNumbers | None
    header_rows: int
    target: Path
    token: int
    replaces: bool = False
    places: tuple[range, ...] = ()
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class ExportDone:
    """The answer to `ExportJob`: the file is written."""

    token: int
    path: Path
    exported: Exported
