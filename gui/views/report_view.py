"""A table view that stays fast over tens of millions of rows."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.models.report_table import MarkedRole

ROW_PADDING = 8
"""Pixels that a row is higher than its text."""
MEASURED_COLUMNS = 100
MEASURED_ROWS = 16
WIDEST_CHARACTERS = 60


class ReportView(QTableView):
    """A table whose cost depends only on what is visible, even with all rows selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalHeader(_RowNumbers(self))
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setResizeContentsPrecision(0)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit_rows()

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:
        """Keep the selection from the horizontal header, which would examine all rows for it at every repaint."""
        super().setSelectionModel(selection)
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(selection.model(), selection))

    def fit_columns(self) -> None:
        """Fit the columns to some visible rows, within reason.

        Qt's own method measures all rows while the table is not shown yet.
        """
        widest = self.fontMetrics().averageCharWidth() * WIDEST_CHARACTERS
        header, model, option = self.horizontalHeader(), self.model(), QStyleOptionViewItem()
        self.initViewItemOption(option)
        first = max(self.rowAt(0), 0)
        rows = range(first, min(first + MEASURED_ROWS, model.rowCount()))
        for column in range(min(model.columnCount(), MEASURED_COLUMNS)):
            cells = (model.index(row, column) for row in rows)
            hints = [self.itemDelegateForIndex(cell).sizeHint(option, cell).width() for cell in cells]
            width = max([header.sectionSizeHint(column), *hints]) + self.showGrid()
            self.setColumnWidth(column, min(width, widest))

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: Qt would read the whole report in the GUI thread for a letter typed."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)


class _RowNumbers(QHeaderView):
    """Row numbers, with a sign beside those of defective rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Add the sign, and write the number as the language does."""
        super().initStyleOptionForIndex(option, section)
        if option.text.isdecimal():
            option.text = self.locale().toString(int(option.text))
        if self.model().headerData(section, Qt.Orientation.Vertical, MarkedRole):
            option.icon = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Leave room for the sign, and for what separates thousands."""
        size = super().sectionSizeFromContents(section)
        separators = len(self.locale().toString(section + 1)) - len(str(section + 1))
        size += QSize(separators * self.fontMetrics().horizontalAdvance(self.locale().groupSeparator()), 0)
        icon = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, self)
        return size + QSize(icon + ROW_PADDING, 0)
