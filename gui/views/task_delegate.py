"""How the cells of the task table are drawn."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.models import hues
from gui.models.local_state import Armed, Busy, Downloading, FailedHere, Saved
from gui.models.task_columns import Column
from gui.models.task_table import LocalRole, TaskRole
from gui.views.icons import icon, status_colour, status_icon
from gui.views.theme import shade

_BAR_PX = 3
_MARGIN_PX = 4
_CROSS_PX = 12
_GROOVE_OPACITY = 0.25

_Index = QModelIndex | QPersistentModelIndex


def cross_rect(cell: QRect) -> QRect:
    """Return where in the rectangle of its cell the cross that cancels a download can be clicked."""
    return QRect(cell.right() - cell.height() + 1, cell.top(), cell.height(), cell.height())


class TaskDelegate(QStyledItemDelegate):
    """Draws a status as icon, word and colour, and a download with its progress and a cross that cancels it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons: dict[tuple[object, int, int], QIcon] = {}

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Set icon and colours by the content of the row."""
        super().initStyleOption(option, index)
        palette = option.palette
        if index.column() == Column.STATUS:
            status = index.data(TaskRole).status
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = self._status_icon(status, palette)
            palette.setColor(QPalette.ColorRole.Text, status_colour(status, palette))
        elif index.column() == Column.LOCAL:
            local = index.data(LocalRole)
            if isinstance(local, Armed):
                option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
                option.icon = self._plain_icon("when-ready", palette)
            elif isinstance(local, FailedHere):
                palette.setColor(QPalette.ColorRole.Text, shade(palette, hues.FAILED))
            elif isinstance(local, Saved) and local.changed:
                palette.setColor(QPalette.ColorRole.Text, shade(palette, hues.WARNING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a cell, and what the style does not know of."""
        local = index.data(LocalRole)
        if index.column() != Column.LOCAL or not isinstance(local, Busy):
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cross = cross_rect(cell.rect)
        room = cell.rect.adjusted(_MARGIN_PX, 0, -cross.width(), 0)
        cell.text = cell.fontMetrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, room.width())
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        selected = QStyle.StateFlag.State_Selected in cell.state
        if isinstance(local, Downloading):
            self._paint_bar(painter, cell.palette, QRectF(room), local, selected=selected)
        mark = QRect(0, 0, _CROSS_PX, _CROSS_PX)
        mark.moveCenter(cross.center())
        mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
        self._plain_icon("close", cell.palette).paint(painter, mark, Qt.AlignmentFlag.AlignCenter, mode)

    def _paint_bar(
        self, painter: QPainter, palette: QPalette, room: QRectF, local: Downloading, *, selected: bool
    ) -> None:
        colour = palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Highlight)
        bar = QRectF(room.left(), room.bottom() - _BAR_PX, room.width(), _BAR_PX)
        groove = QColor(colour)
        groove.setAlphaF(_GROOVE_OPACITY)
        painter.fillRect(bar, groove)
        if local.total_bytes:
            bar.setWidth(bar.width() * min(local.received_bytes / local.total_bytes, 1))
            painter.fillRect(bar, colour)

    def _status_icon(self, status: int | None, palette: QPalette) -> QIcon:
        key = (status, status_colour(status, palette).rgba(), palette.color(QPalette.ColorRole.HighlightedText).rgba())
        if key not in self._icons:
            self._icons[key] = status_icon(status, palette)
        return self._icons[key]

    def _plain_icon(self, name: str, palette: QPalette) -> QIcon:
        colours = [palette.color(role).rgba() for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText)]
        key = (name, colours[0], colours[1])
        if key not in self._icons:
            self._icons[key] = icon(name, palette)
        return self._icons[key]
