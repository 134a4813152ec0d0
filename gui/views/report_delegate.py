"""Cells of a report: words beside codes, search hits marked, tool tips with whole texts."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from gui.models.plain_text import shortened, tool_tip
from gui.models.report_table import CopyRole
from gui.report.finding.folding import SoughtText, sought
from gui.report.row_query import Contains
from gui.views.code_words import CodeWords

MARK_ALPHA = 90
WORDS_ALPHA = 160
"""Of the text's colour, for the words beside a code."""
MOST_TIP_CHARACTERS = 2000
_Index = QModelIndex | QPersistentModelIndex


class ReportDelegate(QStyledItemDelegate):
    """Marks the cells that contain the needle, and the needle itself if it is visible; shows what codes mean."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sought: SoughtText | None = None
        self._needle: Contains | None = None
        self.greyed = False
        """Whether all cells are painted in grey, from the next painting on."""
        self._words = CodeWords(self)
        self._words_of: dict[int, Mapping[str, str]] = {}

    @property
    def needle(self) -> Contains | None:
        """What is marked."""
        return self._needle

    def mark(self, needle: Contains | None) -> None:
        """Mark this from the next painting on; None for nothing."""
        self._needle = needle
        self._sought = SoughtText(needle.text) if needle else None

    def set_columns(self, names: Sequence[str]) -> None:
        """Show words beside the codes in columns of these names."""
        found = enumerate(map(self._words.of_column, names))
        self._words_of = {column: words for column, words in found if words}

    def is_hit(self, column: int, cell: str) -> bool:
        """Tell whether a cell contains the needle, in a column where it is sought."""
        text, needle = self._sought, self._needle
        return bool(text and needle and needle.column in (None, column) and text.is_in(cell))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the mark, then the cell, then the words."""
        if self.greyed:
            option.palette.setBrush(QPalette.ColorRole.Text, option.palette.placeholderText())
        if self._needle and self.is_hit(index.column(), str(index.data(CopyRole) or "")):
            shown, typed = _shown(index), sought(self._needle.text)
            at = shown.lower().find(typed.lower())
            self._mark(painter, option, shown[: max(at, 0)], shown[at : at + len(typed)] if at >= 0 else shown)
        super().paint(painter, option, index)
        if words := self._words_beside(index):
            self._write(painter, option, _shown(index), words)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Leave room for the words."""
        size, words = super().sizeHint(option, index), self._words_beside(index)
        return size + QSize(option.fontMetrics.horizontalAdvance(f"  {words}"), 0) if words else size

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole cell where it does not fit, and what is wrong with its row."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        cell = str(index.data(CopyRole) or "")
        cut = self.sizeHint(option, index).width() > option.rect.width() or len(cell.splitlines()) > 1
        whole = " ".join(filter(None, (cell, self._words_beside(index)))) if cut else ""
        defects = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        text = "\n\n".join(filter(None, (shortened(whole, MOST_TIP_CHARACTERS), defects)))
        QToolTip.showText(event.globalPos(), tool_tip(text) if text else "", view)
        return True

    def _words_beside(self, index: _Index) -> str:
        words = self._words_of.get(index.column())
        return words.get(str(index.data(CopyRole) or ""), "") if words else ""

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, code: str, words: str) -> None:
        """Write the words behind the code in a fainter shade of its colour."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        colour = option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        colour.setAlpha(WORDS_ALPHA)
        font = option.fontMetrics
        left = option.rect.left() + _margin(option) + font.horizontalAdvance(f"{code} ")
        base = option.rect.top() + (option.rect.height() - font.height()) // 2 + font.ascent()
        painter.save()
        painter.setFont(option.font)
        painter.setPen(colour)
        room = option.rect.right() - _margin(option) - left
        painter.drawText(left, base, font.elidedText(words, Qt.TextElideMode.ElideRight, room))
        painter.restore()

    def _mark(self, painter: QPainter, option: QStyleOptionViewItem, before: str, marked: str) -> None:
        start = option.rect.left() + _margin(option) + option.fontMetrics.horizontalAdvance(before)
        mark = option.rect.adjusted(0, 1, 0, -1)
        mark.setLeft(min(start, mark.right()))
        mark.setRight(min(start + option.fontMetrics.horizontalAdvance(marked), mark.right()))
        colour = option.palette.color(QPalette.ColorRole.Highlight)
        colour.setAlpha(MARK_ALPHA)
        painter.fillRect(mark, colour)


def _shown(index: _Index) -> str:
    return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def _margin(option: QStyleOptionViewItem) -> int:
    """Return the pixels between a cell's edge and its text."""
    style = option.widget.style() if option.widget else QApplication.style()
    return style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1
