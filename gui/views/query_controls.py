"""One query, built from the search field, the filters, the header and the summary."""

from bisect import bisect_left
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStyle

from gui.models.report_table import CopyRole, ReportTable
from gui.report.finding.folding import sought
from gui.report.finding.groups import groups
from gui.report.parsing.values import day
from gui.report.row_order import RowOrder
from gui.report.row_query import Condition, Contains, Group, OneOf, RowQuery, Sorting, Summary
from gui.signals import Signal
from gui.views.filter_popup import FilterPopup
from gui.views.hover_button import HoverButton
from gui.views.parts import with_object_name
from gui.views.report_delegate import ReportDelegate
from gui.views.report_filters import FilterBar, SummaryRequest
from gui.views.report_search import ReportSearch
from gui.views.report_view import ReportView
from gui.views.summary_panel import SummaryPanel

_GRIP_PX = 6
"""At the right end of a header, where the column is resized."""


class QueryControls(QObject):
    """Combines several widgets into one query, and shows its result in them. GUI thread."""

    query_changed = Signal(RowQuery)
    """Other rows are wanted, or another order, or another search."""
    summary_wanted = Signal(SummaryRequest)

    def __init__(self, table: ReportView) -> None:
        super().__init__(table)
        self.search, self.filters, self.summary = ReportSearch(), FilterBar(), SummaryPanel()
        self.popup = FilterPopup(table)
        self._table = table
        self._delegate = ReportDelegate(table)
        self._model: ReportTable | None = None
        self._sorting: Sorting | None = None
        self._sought_row: int | None = None
        """The row of a hit whose cell is to be shown once the row has been loaded."""
        self._other_rows = False
        """Whether the rows on screen have been replaced since the last answer."""
        self._kept_number: int | None = None
        """The number of the row to return to when other rows are shown."""
        table.setItemDelegate(self._delegate)
        header = table.horizontalHeader()
        table.setSortingEnabled(True)  # or else Qt selects the whole column; the model itself sorts nothing
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setToolTip(self.tr("Click: sort. Arrow or right click: filter"))
        header.sectionClicked.connect(self._on_header_clicked)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self.search.changed.connect(self._on_search_changed)
        self.search.stepped.connect(self._show_hit)
        self.search.left.connect(table.setFocus)
        self.filters.changed.connect(self.emit_query)
        self.popup.values_wanted.connect(self._want)
        self.popup.values_chosen.connect(self.filters.choose)
        self.popup.text_chosen.connect(self.filters.contain)
        self.summary.group_chosen.connect(self._want)
        self.summary.value_clicked.connect(self.filters.toggle)
        self._build_filter_controls()
        self.summary.hide()
        self.set_enabled(False)

    def _build_filter_controls(self) -> None:
        """Create what filters by a cell and by a column from where it is seen."""
        self.only_action = self._action("onlyThisValueAction", self.tr("Only this value"))
        self.leave_out_action = self._action("notThisValueAction", self.tr("Not this value"))
        self.only_action.triggered.connect(self._on_only)
        self.leave_out_action.triggered.connect(self._on_leave_out)
        header = self._table.horizontalHeader().viewport()
        button = with_object_name(HoverButton(header, self._section_at), "headerFilterButton")
        button.setArrowType(Qt.ArrowType.DownArrow)
        button.setToolTip(self.tr("Filter by this column"))
        button.setAccessibleName(self.tr("Filter by this column"))
        button.used.connect(self._ask_filter)

    def _action(self, name: str, text: str) -> QAction:
        return with_object_name(QAction(text, self._table), name)

    def _section_at(self, at: QPoint) -> tuple[int, QRect]:
        """Return the column whose header is at a point, and where the header is, without what resizes and sorts."""
        header = self._table.horizontalHeader()
        column = header.logicalIndexAt(at) if self.search.isEnabled() else -1
        sorts = self._sorting is not None and self._sorting.column == column
        right = _GRIP_PX + (header.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMarkSize) if sorts else 0)
        return column, QRect(
            header.sectionViewportPosition(column), 1, header.sectionSize(column) - right, header.height() - 2
        )

    def set_model(self, model: ReportTable) -> None:
        """Use this model, which the view shows already."""
        self._model = model
        self._table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        model.dataChanged.connect(self._on_rows_loaded)
        model.modelAboutToBeReset.connect(self._on_rows_gone)

    def set_enabled(self, on: bool) -> None:
        """Enable or disable search, filters and export."""
        for control in (self.search, self.filters, self.only_action, self.leave_out_action):
            control.setEnabled(on)
        if on:
            self._want_summary()

    def forget(self) -> None:
        """Clear everything without emitting `query_changed`."""
        self.search.clear()
        self.filters.clear()
        self.popup.close()
        self._delegate.mark(None)
        self.grey_rows(False)
        self._other_rows = False
        self._sorting = self._sought_row = self._kept_number = None
        self._show_sorting()

    def show_columns(self) -> None:
        """Take over the columns' names."""
        if self._model:
            names = self._model.names()
            self._delegate.set_columns(names)
            self.search.set_columns(names)
            self.filters.set_columns(names)
            self.summary.set_groups(groups(self._model.first_rows), names)

    def show_summary_panel(self, on: bool) -> None:
        """Show or hide the panel of counts."""
        self.summary.setVisible(on)
        self._want_summary()

    def show_row_order(self, row_order: RowOrder) -> None:
        """Show the result of a query; the model has the rows already."""
        is_new = self._delegate.needle != self.search.needle
        self._delegate.mark(self.search.needle)
        self.grey_rows(False)
        if self._other_rows:
            self._table.scrollToTop()
        if self._model and self._kept_number is not None and not self._table.currentIndex().isValid():
            self.show_row(self._model.place_of(self._kept_number) or 0)
        self._kept_number = None
        row = self._table.currentIndex().row()
        self.search.show_row(row)
        self.search.show_hits(row_order.hits)
        hits = row_order.hits
        if hits is not None and len(hits) and (is_new or (row < 0 and not self._other_rows)):
            self._show_hit(int(hits[bisect_left(hits, max(row, 0)) % len(hits)]))
        self._other_rows = False

    def grey_rows(self, on: bool) -> None:
        """Show the rows in grey: they will be replaced."""
        self._delegate.greyed = on
        self._table.viewport().update()

    def show_summary(self, summary: Summary) -> None:
        """Show how many rows each value has."""
        self.summary.show_summary(summary, self.filters.chosen(summary.group))
        self.popup.show_summary(summary)

    @property
    def order_text(self) -> str:
        """What the rows are sorted by; "" for the file's order."""
        if self._sorting is None or not self._model:
            return ""
        return self.tr("sorted by {column}").format(column=self._model.names()[self._sorting.column])

    @Slot(int)
    def show_row(self, row: int) -> None:
        """Scroll to a visible row, counted from 0, and make it the current one."""
        self._show_cell(row, max(self._table.currentIndex().column(), 0))

    def _show_cell(self, row: int, column: int) -> None:
        """Make a cell the current one; scroll only as far as it is out of sight, and then to the middle."""
        table, index = self._table, self._table.model().index(row, column)
        last = table.rowAt(table.viewport().height() - table.rowHeight(row))
        in_sight = table.rowAt(0) <= row and (row <= last or last < 0)
        table.setCurrentIndex(index)
        if not in_sight:
            sideways = table.horizontalScrollBar().value()
            table.scrollTo(index, table.ScrollHint.PositionAtCenter)
            table.horizontalScrollBar().setValue(sideways)
        table.scrollTo(index)

    @Slot(int)
    def _show_hit(self, row: int) -> None:
        """Go to the cell that contains the needle, for now to its row if that has yet to be loaded."""
        cells = self._model.cells(row) if self._model else ()
        hits = (column for column, cell in enumerate(cells) if self._delegate.is_hit(column, cell))
        self._show_cell(row, next(hits, max(self._table.currentIndex().column(), 0)))
        self._sought_row = None if cells else row

    @Slot(QModelIndex, QModelIndex)
    def _on_rows_loaded(self, first: QModelIndex, last: QModelIndex) -> None:
        row = self._sought_row
        if row is not None and first.row() <= row <= last.row():
            self._show_hit(row)

    @Slot()
    def _on_rows_gone(self) -> None:
        self._sought_row, self._other_rows = None, True

    @Slot()
    def ask_filter(self) -> None:
        """Open the filter of the current column."""
        self._ask_filter(max(self._table.currentIndex().column(), 0))

    @Slot(int)
    def _ask_filter(self, column: int) -> None:
        if not self._model or column >= self._model.columnCount():
            return
        header = self._table.horizontalHeader()
        group = self._group(column)
        at = header.viewport().mapToGlobal(header.rect().bottomLeft())
        at.setX(at.x() + max(header.sectionViewportPosition(column), 0))
        shows = partial(self.filters.shows, group)
        self.popup.ask(group, self._model.names()[column], shows, self.filters.text(column), at)

    def _group(self, column: int) -> Group:
        by_day = Group(column, by_day=True)
        return by_day if self._model and by_day in groups(self._model.first_rows) else Group(column)

    def _condition_of_cell(self) -> Contains | OneOf | None:
        """Return what rows have in common with the current cell: its value or, where there are many, its text."""
        index = self._table.currentIndex()
        if not self._model or not index.isValid() or not self._model.cells(index.row()):
            return None
        cell, group = str(index.data(CopyRole) or ""), self._group(index.column())
        if group in groups(self._model.first_rows):
            return OneOf(group, frozenset({day(cell) if group.by_day else cell}))
        return Contains(cell, index.column()) if sought(cell) else None

    @Slot()
    def _on_only(self) -> None:
        if condition := self._condition_of_cell():
            self.filters.only(condition)

    @Slot()
    def _on_leave_out(self) -> None:
        if condition := self._condition_of_cell():
            self.filters.leave_out(condition)

    @Slot()
    def emit_query(self) -> None:
        """Emit the current query."""
        self.query_changed.emit(RowQuery(self._conditions, self._sorting, self.search.needle))
        self._want_summary()

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        return self.filters.conditions + self.search.conditions

    @Slot()
    def _on_search_changed(self) -> None:
        """Search again; where other rows are shown for it, stay at the row that the user is in."""
        row = self._table.currentIndex().row()
        self._kept_number = self._model.number(row) if self._model and row >= 0 else None
        self.emit_query()

    def _want_summary(self) -> None:
        if not self.summary.isHidden() and self.summary.group:
            self._want(self.summary.group)

    @Slot(object)
    def _want(self, group: Group) -> None:
        self.summary_wanted.emit(SummaryRequest(group, self.filters.others(group) + self.search.conditions))

    @Slot(int)
    def _on_header_clicked(self, column: int) -> None:
        """Cycle through ascending, descending and unsorted."""
        before = self._sorting
        if self.search.isEnabled():
            if before is None or before.column != column:
                self._sorting = Sorting(column)
            else:
                self._sorting = None if before.descending else Sorting(column, descending=True)
            self.emit_query()
        self._show_sorting()

    def _show_sorting(self) -> None:
        header = self._table.horizontalHeader()
        header.setSortIndicatorShown(self._sorting is not None)
        if self._sorting:
            order = Qt.SortOrder.DescendingOrder if self._sorting.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(self._sorting.column, order)

    @Slot(QPoint)
    def _on_header_menu(self, at: QPoint) -> None:
        column = self._table.horizontalHeader().logicalIndexAt(at)
        if column >= 0 and self.search.isEnabled():
            self._ask_filter(column)

    @Slot(QModelIndex)
    def _on_row_changed(self, current: QModelIndex) -> None:
        if current.row() != self._sought_row:
            self._sought_row = None
        self.search.show_row(current.row())
