"""Cells of a report, with search hits marked."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.models.report_table import CopyRole
from gui.report.finding.folding import SoughtText, sought
from gui.report.row_query import Contains

MARK_ALPHA = 90


class ReportDelegate(QStyledItemDelegate):
    """Marks the cells that contain the needle, and the needle itself if it is visible."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sought: SoughtText | None = None
        self._needle: Contains | None = None

    @property
    def needle(self) -> Contains | None:
        """What is marked."""
        return self._needle

    def mark(self, needle: Contains | None) -> None:
        """Mark this from the next painting on; None for nothing."""
        self._needle = needle
        self._sought = SoughtText(needle.text) if needle else None

    def is_hit(self, column: int, cell: str) -> bool:
        """Tell whether a cell contains the needle, in a column where it is sought."""
        text, needle = self._sought, self._needle
        return bool(text and needle and needle.column in (None, column) and text.is_in(cell))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the mark, then the cell."""
        if self._needle and self.is_hit(index.column(), str(index.data(CopyRole) or "")):
            typed = sought(self._needle.text)
            shown = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            at = shown.lower().find(typed.lower())
            self._mark(painter, option, shown[: max(at, 0)], shown[at : at + len(typed)] if at >= 0 else shown)
        super().paint(painter, option, index)

    def _mark(self, painter: QPainter, option: QStyleOptionViewItem, before: str, marked: str) -> None:
        style = option.widget.style() if option.widget else QApplication.style()
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1
        start = option.rect.left() + margin + option.fontMetrics.horizontalAdvance(before)
        mark = option.rect.adjusted(0, 1, 0, -1)
        mark.setLeft(min(start, mark.right()))
        mark.setRight(min(start + option.fontMetrics.horizontalAdvance(marked), mark.right()))
        colour = option.palette.color(QPalette.ColorRole.Highlight)
        colour.setAlpha(MARK_ALPHA)
        painter.fillRect(mark, colour)
