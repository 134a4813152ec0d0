"""When a window has been painted for the first time."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from gui.signals import Signal

LONGEST_MS = 1000


class FirstPaint(QObject):
    """Watches a widget, so that work that can wait does not delay its first paint. GUI thread."""

    happened = Signal()
    """Emitted once, after the first paint or `LONGEST_MS` after creation: a minimized window is not painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._timer = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._timer.timeout.connect(self.happened)
        self._timer.start()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if self._timer.isActive():
                self._timer.start(0)
        return False
