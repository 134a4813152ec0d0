"""The rows of a report of any size, for a table view."""

import re
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from gui.report.messages import IndexProgress, OpenedReport, Page, PageRequest, ReportFailed
from gui.report.parsing.rows import Row, RowDefect
from gui.report.row_order import RowOrder
from gui.signals import Signal

CopyRole = Qt.ItemDataRole.UserRole
"""The whole text of a cell; "" if its row is not in memory."""
MarkedRole = Qt.ItemDataRole.UserRole + 1
"""Whether the row is defective; its tool tip says why."""

MOST_ROWS = 71_000_000
"""Above this, Qt's pixel coordinates overflow at 30 pixels a row."""
MOST_COLUMNS = 16_384
PAGE_ROWS = 128
KEPT_PAGES = 32
SHOWN_CHARACTERS = 500
ELLIPSIS = "…"
LINE_BREAK = "↵"

_LINE_END = re.compile(r"\r\n|\r|\n")
_ROLES = frozenset(
    {
        *(CopyRole, MarkedRole, Qt.ItemDataRole.DisplayRole),
        *(Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole),
    }
)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ReportTable(QAbstractTableModel):
    """Serves rows from memory and requests missing ones by signal.

    Its first column is the file's first column. Rows carry the file's numbers, from 1 without the header, even if a
    `RowOrder` selects or reorders them. Lines above the header are not shown. Without an order, pages are counted in
    the file's own rows from its first one on; otherwise in the rows shown.
    """

    page_wanted = Signal(PageRequest)
    held = Signal()
    """All rows requested by `hold` are in memory."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reset(None)

    def _reset(self, opened: OpenedReport | None) -> None:
        self._opened = opened
        self._row_order = RowOrder()
        self._arranged = 0
        self._first_rows = opened.first_rows if opened else ()
        self._file_rows = len(self._first_rows)
        self._header_rows = opened.dialect.header_rows if opened else 0
        self._row_count = self._rows_to_show()
        self._column_count = min(max((len(row.cells) for row in self._first_rows), default=0), MOST_COLUMNS)
        self._pages: dict[int, tuple[Row, ...]] = {}
        self._wanted: set[int] = set()
        self._held: set[int] = set()
        self._lost = False

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of rows shown, without the header."""
        return 0 if parent.isValid() else self._row_count

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns of the longest row so far."""
        return 0 if parent.isValid() else self._column_count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | bool | None:  # noqa: PLR0911
        """Look a cell up."""
        if role not in _ROLES or not index.isValid():  # Qt asks for most roles only to hear that there is nothing
            return None
        row = self._row(index.row())
        if row is None:
            return self._placeholder(index.row(), role)
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(_cell(row, index.column()))
        if role == CopyRole:
            return _cell(row, index.column())
        if role == MarkedRole:
            return row.defective
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole) and row.defective:
            return self._defects_text(row.defects)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        """Return a row's number and mark, or a column's name (its number if it has none)."""
        if orientation == Qt.Orientation.Vertical:
            return self._row_header(section, role)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _shown(self._name(section))

    @Slot(object)
    def on_opened(self, opened: OpenedReport) -> None:
        """Show another report, or the same one in another dialect."""
        self.beginResetModel()
        self._reset(opened)
        self.endResetModel()

    @Slot(object)
    def on_indexed(self, progress: IndexProgress) -> None:
        """Grow to the rows found so far."""
        if self._opened is None or progress.token != self._opened.token:
            return
        columns = min(progress.columns, MOST_COLUMNS)
        if columns > self._column_count:
            self.beginInsertColumns(_ROOT, self._column_count, columns - 1)
            self._column_count = columns
            self.endInsertColumns()
        self._file_rows = max(self._file_rows, progress.rows)
        rows = self._rows_to_show()
        if rows > self._row_count:
            self.beginInsertRows(_ROOT, self._row_count, rows - 1)
            self._row_count = rows
            self.endInsertRows()

    @Slot(object)
    def on_page(self, page: Page) -> None:
        """Store requested rows."""
        if self._opened is None or (page.token, page.generation) != (self._opened.token, self._arranged):
            return
        number = page.first_row // PAGE_ROWS
        self._wanted.discard(number)
        self._pages[number] = page.rows
        spare = [kept for kept in self._pages if kept not in self._held and kept != number]
        for oldest in spare[: max(len(self._pages) - KEPT_PAGES, 0)]:
            del self._pages[oldest]
        first = max(page.first_row - self._skipped_rows, 0)
        last = min(page.first_row + len(page.rows) - self._skipped_rows, self._row_count) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self._column_count - 1))
        if number in self._held:
            self._tell_held()

    @Slot(object)
    def on_failed(self, failed: ReportFailed) -> None:
        """Request no more rows: those not in memory stay empty."""
        if self._opened and failed.token == self._opened.token and not self._lost:
            self._lost = True
            self.dataChanged.emit(self.index(0, 0), self.index(self._row_count - 1, self._column_count - 1))

    @Slot(object)
    def set_row_order(self, row_order: RowOrder) -> None:
        """Show these rows in this order."""
        if row_order.rows is self._row_order.rows:
            self._row_order = row_order
            return
        self.beginResetModel()
        self._row_order = row_order
        self._arranged += 1
        self._pages, self._wanted, self._held = {}, set(), set()
        self._row_count = self._rows_to_show()
        self.endResetModel()

    @property
    def row_order(self) -> RowOrder:
        """The rows shown and their order."""
        return self._row_order

    @property
    def header_rows(self) -> int:
        """Rows at the start of the file that are not shown: the header and those above it."""
        return self._header_rows

    def names(self) -> list[str]:
        """Return the columns' names, or numbers for those without one."""
        return [self._name(column) for column in range(self._column_count)]

    @property
    def first_rows(self) -> tuple[Row, ...]:
        """The first rows below the header: a sample that is always in memory."""
        return self._first_rows[self._header_rows :]

    def number(self, row: int) -> int:
        """Return the number in the file, from 1 without the header, of a row shown."""
        rows = self._row_order.rows
        place = row + self._header_rows if rows is None else int(rows[row])
        return place + 1 - (self._header_rows > 0)

    def place_of(self, number: int) -> int | None:
        """Return where the row with this number is shown; None if it is not."""
        rows = self._row_order.rows
        place = number - 1 + (self._header_rows > 0)
        if rows is None:
            row = place - self._header_rows
            return row if 0 <= row < self._row_count else None
        found = np.flatnonzero(rows[: self._row_count] == max(place, 0))
        return int(found[0]) if len(found) else None

    @Slot()
    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._reset(None)
        self.endResetModel()

    @property
    def header_row(self) -> Row | None:
        """The row that names the columns; None if there is none."""
        return self._first_rows[self._header_rows - 1] if self._header_rows else None

    @property
    def skipped_defective(self) -> int:
        """How many of the hidden rows at the start are defective."""
        return sum(row.defective for row in self._first_rows[: self._header_rows])

    def hold(self, rows: Iterable[int]) -> None:
        """Load rows and keep them in memory until `release()`; `held` is emitted once they are there."""
        places = (row + self._skipped_rows for row in rows)
        self._held = {place // PAGE_ROWS for place in places if place >= self._known_rows}
        for number in self._held:
            self._want(number)
        self._tell_held()

    def release(self) -> None:
        """Release the rows kept by `hold`."""
        self._held = set()

    def cells(self, row: int) -> tuple[str, ...]:
        """Return the whole text of a row; empty if it is not in memory."""
        found = self._row(row)
        return found.cells if found else ()

    def _name(self, column: int) -> str:
        name = _cell(self.header_row, column) if self.header_row else ""
        return name or self.tr("Column {number}").format(number=column + 1)

    def _rows_to_show(self) -> int:
        rows = self._row_order.rows
        return min(self._file_rows - self._header_rows if rows is None else len(rows), MOST_ROWS)

    @property
    def _skipped_rows(self) -> int:
        """Hidden rows at the start of the first page."""
        return self._header_rows if self._row_order.rows is None else 0

    @property
    def _known_rows(self) -> int:
        """Rows that are always in memory."""
        return len(self._first_rows) if self._row_order.rows is None else 0

    def _row(self, row: int) -> Row | None:
        row += self._skipped_rows
        if row < self._known_rows:
            return self._first_rows[row]
        page = self._pages.get(row // PAGE_ROWS, ())
        return page[row % PAGE_ROWS] if row % PAGE_ROWS < len(page) else None

    def _row_header(self, section: int, role: int) -> str | int | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.number(section)
        row = self._row(section)
        if row and row.defective and role == MarkedRole:
            return True
        if row and row.defective and role == Qt.ItemDataRole.ToolTipRole:
            return self._defects_text(row.defects)
        return None

    def _placeholder(self, row: int, role: int) -> str | bool | None:
        if role == Qt.ItemDataRole.DisplayRole:
            self._want((row + self._skipped_rows) // PAGE_ROWS)
            return "" if self._lost else ELLIPSIS
        if role == CopyRole:
            return ""
        return False if role == MarkedRole else None

    def _want(self, number: int) -> None:
        if self._opened and not self._lost and number not in self._wanted and number not in self._pages:
            self._wanted.add(number)
            first, rows = number * PAGE_ROWS, self._row_order.rows
            numbers = None if rows is None else rows[first : first + PAGE_ROWS]
            self.page_wanted.emit(PageRequest(self._opened, first, PAGE_ROWS, self._arranged, numbers))

    def _tell_held(self) -> None:
        if self._held <= self._pages.keys():
            self.held.emit()

    def _defects_text(self, defects: RowDefect) -> str:
        sentences = (
            (RowDefect.SHORT, self.tr("This row has fewer cells than there are columns.")),
            (RowDefect.SURPLUS, self.tr("This row has more cells than there are columns.")),
            (RowDefect.QUOTES, self.tr("A quotation mark is never closed, or text follows the closing one.")),
            (RowDefect.CHARACTERS, self.tr("Some characters could not be read.")),
            (RowDefect.NUL, self.tr("Invisible zero characters were left out.")),
            (RowDefect.LONG, self.tr("This row is too long; it goes on in the next one.")),
        )
        return "\n".join(sentence for defect, sentence in sentences if defect in defects)


def _cell(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _shown(text: str) -> str:
    cut = _LINE_END.sub(LINE_BREAK, text[:SHOWN_CHARACTERS])
    return cut + ELLIPSIS if len(text) > SHOWN_CHARACTERS else cut
