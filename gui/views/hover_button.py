"""A small button over the part of a view that the mouse points at."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QToolButton, QWidget

from gui.signals import Signal


class HoverButton(QToolButton):
    """Stands at the right end of what the mouse points at, and emits the number of it. GUI thread.

    For the mouse only: what it does must have a key or a menu, too.
    """

    used = Signal(int)

    def __init__(self, viewport: QWidget, place: Callable[[QPoint], tuple[int, QRect]]) -> None:
        """`place` returns the number of what is at a point of the viewport, and where it is; -1 for nothing."""
        super().__init__(viewport)
        self._place = place
        self._number = -1
        self.hide()
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)
        self.clicked.connect(self._on_clicked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and not event.buttons():
            self._follow(event.position().toPoint())
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel, QEvent.Type.MouseButtonPress):
            self.hide()
        return super().eventFilter(watched, event)

    def _follow(self, at: QPoint) -> None:
        self._number, rect = self._place(at)
        size = self.sizeHint().boundedTo(rect.size())
        self.setGeometry(
            rect.right() - size.width(), rect.center().y() - size.height() // 2, size.width(), size.height()
        )
        self.setVisible(self._number >= 0)

    @Slot()
    def _on_clicked(self) -> None:
        self.used.emit(self._number)
